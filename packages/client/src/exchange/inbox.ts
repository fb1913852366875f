// The messages that nobody had asked for, until somebody takes them.
import { Fifo } from './fifo.js';
import type { Pending } from './pending.js';

/** What a message costs besides its bytes. */
const MESSAGE_BYTES = 64;

interface Unread<Message> {
  readonly message: Message;
  readonly bytes: number;
}

/** Why no more messages come; null when the server has ended. */
export type EndOfMessages = { readonly error: unknown } | null;

/** A bounded queue of messages: whoever fills it waits while it is full. */
export class Inbox<Message> {
  readonly #mostBytes: number;
  readonly #unread = new Fifo<Unread<Message>>();
  #bytes = 0;
  readonly #takers = new Fifo<Pending<Message | undefined>>();
  /** Undefined while messages may come. */
  #end: EndOfMessages | undefined = undefined;
  #onRoom: (() => void) | null = null;
  // One function for all calls: a closure for each would be allocated with it.
  readonly #onGiveUp = (): void => this.#takers.lose(({ isSettled }) => !isSettled);

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Whoever waits for a message. */
  get takers(): Iterable<Pending<Message | undefined>> {
    return this.#takers;
  }

  get isFull(): boolean {
    return this.#bytes >= this.#mostBytes;
  }

  /** Resolves when the queue is not full any more. */
  room(): Promise<void> {
    return new Promise((resolve) => (this.#onRoom = resolve));
  }

  /** @param bytes - how many bytes of the connection the message took, by which the queue is bounded */
  put(message: Message, bytes: number): void {
    for (let taker = this.#takers.shift(); taker !== undefined; taker = this.#takers.shift())
      if (!taker.isSettled) return taker.resolve(message);
    this.#unread.push({ message, bytes: bytes + MESSAGE_BYTES });
    this.#bytes += bytes + MESSAGE_BYTES;
  }

  /** Gives a call the next message, or undefined after the last one; an error of the connection comes behind the messages. */
  take(taker: Pending<Message | undefined>): void {
    const first = this.#unread.shift();
    if (first !== undefined) {
      this.#bytes -= first.bytes;
      if (!this.isFull) this.#tellRoom();
      return taker.resolve(first.message);
    }
    if (this.#end !== undefined) return settleAtEnd(taker, this.#end);
    taker.onGiveUp = this.#onGiveUp;
    this.#takers.push(taker);
  }

  /** No more messages come. */
  end(end: EndOfMessages): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    for (const taker of this.#takers.clear()) settleAtEnd(taker, end);
    this.#tellRoom();
  }

  #tellRoom(): void {
    this.#onRoom?.();
    this.#onRoom = null;
  }
}

function settleAtEnd(taker: Pending<unknown>, end: EndOfMessages): void {
  if (end === null) taker.resolve(undefined);
  else taker.reject(end.error);
}
