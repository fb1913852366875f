// The messages that nobody had asked for, until somebody takes them.
import type { Pending } from './pending.js';

/** What a message costs besides its bytes. */
const MESSAGE_BYTES = 64;

interface Unread<Message> {
  readonly message: Message;
  readonly bytes: number;
}

/** A bounded queue of messages: whoever fills it waits while it is full. */
export class Inbox<Message> {
  readonly #mostBytes: number;
  readonly #unread: Unread<Message>[] = [];
  #bytes = 0;
  #takers: Pending<Message | undefined>[] = [];
  #end: { readonly error: unknown } | null = null;
  #onRoom: (() => void) | null = null;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Whoever waits for a message. */
  get takers(): readonly Pending<Message | undefined>[] {
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
    if (this.#end === null) {
      this.#takers = this.#takers.filter(({ isSettled }) => !isSettled);
      this.#takers.push(taker);
    } else settleAtEnd(taker, this.#end.error);
  }

  /** No more messages come. @param error - why; null when the server has ended */
  end(error: unknown): void {
    if (this.#end !== null) return;
    this.#end = { error };
    for (const taker of this.#takers.splice(0)) settleAtEnd(taker, error);
    this.#tellRoom();
  }

  #tellRoom(): void {
    this.#onRoom?.();
    this.#onRoom = null;
  }
}

function settleAtEnd(taker: Pending<unknown>, error: unknown): void {
  if (error === null) taker.resolve(undefined);
  else taker.reject(error);
}
