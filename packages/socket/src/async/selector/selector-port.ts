// One socket of the selector driver: what it waits for, and what is known of its readiness. Its epoll entry is edge-triggered,
// so waiting for a further read takes no system call.
import {
  AF_INET,
  AF_INET6,
  EPOLLOUT,
  POLLIN,
  SOCK_STREAM,
  close,
  closedError,
  dup,
  errnoNumbers,
  socketError,
} from '@fdset/posix';
import type { SocketState } from '../../socket-state.js';
import { MORE_BEHIND, READS, READ_EVENTS, WRITE_EVENTS, pollEvents } from './epoll-events.js';
import { isPlainSend } from '../driver.js';
import type { Lanes, PlainReceive, PlainSend, Port } from '../driver.js';
import { LARGE_BYTES } from '../turn-limits.js';
import type { Sender } from './outbox.js';
import type { PortHost } from './port-host.js';
import type { Member } from './ready-set.js';

const WOULD_BLOCK = -(errnoNumbers['EAGAIN'] as number);

/** The readiness of one socket, and the operations that wait for it. */
export class SelectorPort implements Port, Member, Sender {
  fd: number;
  #ownsFd = false;
  readonly generation: number;
  registered = 0;
  isClosed = false;
  isQueued = false;
  readonly #lanes: Lanes;
  readonly #driver: PortHost;
  /** Whether a short receive shows that nothing is left. A Unix stream also splits where descriptors were sent. */
  #isDrainedByShort: boolean;
  #mayRead = true;
  #readsLarge = false;
  #awaitsRead = false;
  #awaitsWrite = false;
  #isFlushing = false;

  constructor(state: SocketState, lanes: Lanes, driver: PortHost, generation: number) {
    this.fd = state.fd;
    this.generation = generation;
    this.#lanes = lanes;
    this.#driver = driver;
    const isInet = state.family === AF_INET || state.family === AF_INET6;
    this.#isDrainedByShort = isInet && state.type === SOCK_STREAM;
  }

  /** Whether an operation waits for the event loop. */
  get isWaiting(): boolean {
    return this.#awaitsRead || this.#awaitsWrite;
  }

  // Reading

  receive(operation: PlainReceive): void {
    if (this.isClosed) return operation.fail(closedError('socket'));
    if (this.#awaitsRead) this.cancelRead();
    if (this.#mayRead && !this.#driver.mayGoOn()) return this.#driver.deferRead(this);
    if (this.#mayRead && this.#readsLarge && !this.#driver.mayReadLarge())
      return this.#driver.postponeRead(this);
    if (this.#mayRead) {
      const received = operation.attempt(this.fd);
      if (received >= 0) return this.#noteReceived(received, operation.most);
      this.#mayRead = false;
    }
    this.#waitRead(this.#readsLarge ? 0 : operation.most);
  }

  awaitRead(): void {
    this.#mayRead = false;
    this.#waitRead(0);
  }

  cancelRead(): void {
    this.#setAwaits(false, this.#awaitsWrite);
    this.#driver.set.want(this, 0);
  }

  /** Serves the first read, which was put off to let the event loop have its turn. */
  readDeferred(): void {
    if (!this.isClosed) this.#lanes.reads.first?.ready(POLLIN);
  }

  #waitRead(wanted: number): void {
    try {
      if (this.registered === 0) this.#register(READS);
    } catch (error) {
      return this.#lanes.reads.first?.giveUp(error);
    }
    this.#setAwaits(true, this.#awaitsWrite);
    if (wanted > 0) this.#driver.set.want(this, wanted);
  }

  #noteReceived(received: number, most: number): void {
    this.#readsLarge = received >= LARGE_BYTES;
    if (this.#isDrainedByShort && received > 0 && received < most) this.#mayRead = false;
  }

  // Events

  /** Takes a result that the driver has received for the first read, or -EAGAIN. */
  onReady(events: number, received: number, room: Buffer, offset: number): void {
    if ((events & READ_EVENTS) !== 0) this.#onReadable(events, received, room, offset);
    if (this.isClosed || (events & WRITE_EVENTS) === 0) return;
    if (this.#awaitsWrite) this.#onWritable(events);
    else if ((events & EPOLLOUT) !== 0) this.#ignoreWritable();
  }

  #ignoreWritable(): void {
    try {
      this.#driver.set.register(this, this.registered & ~EPOLLOUT);
    } catch (error) {
      // Other code has closed the descriptor, which must not trouble the other sockets of the set.
      this.fail(error as Error);
    }
  }

  #onReadable(events: number, received: number, room: Buffer, offset: number): void {
    this.#mayRead = true;
    if ((events & MORE_BEHIND) !== 0) this.#isDrainedByShort = false;
    if (!this.#awaitsRead) return;
    const { first } = this.#lanes.reads;
    this.cancelRead();
    if (first === undefined) return;
    if (received === WOULD_BLOCK) return first.ready(pollEvents(events));
    this.#take(first as PlainReceive, received, room, offset);
  }

  #take(operation: PlainReceive, received: number, room: Buffer, offset: number): void {
    if (received < 0) return operation.fail(socketError(received, 'recv'));
    this.#noteReceived(received, operation.most);
    operation.received(room, offset, received);
  }

  #onWritable(events: number): void {
    this.cancelWrite();
    this.#lanes.writes.first?.ready(pollEvents(events));
  }

  // Writing

  send(operation: PlainSend): void {
    if (this.isClosed) return operation.refused(closedError('socket'));
    if (this.#awaitsWrite || this.#isFlushing) return;
    if (operation.left > 0 && operation.left <= LARGE_BYTES) return this.#driver.queueSend(this);
    for (;;) {
      const sent = operation.attempt(this.fd);
      if (operation.isEnded) return;
      if (sent < 0) return this.awaitWrite();
    }
  }

  awaitWrite(): void {
    try {
      // Registering again makes the kernel look again, so no edge is missed, whatever the last try has shown.
      this.#register(this.registered | READS | EPOLLOUT);
    } catch (error) {
      return this.#lanes.writes.first?.giveUp(error);
    }
    this.#setAwaits(this.#awaitsRead, true);
  }

  // An epoll set takes a descriptor only once: a second AsyncSocket over it has a number of its own.
  #register(events: number): void {
    try {
      this.#driver.set.register(this, events);
    } catch (error) {
      if (this.registered !== 0 || (error as { code?: unknown }).code !== 'EEXIST') throw error;
      this.fd = dup(this.fd);
      this.#ownsFd = true;
      this.#driver.set.register(this, events);
    }
  }

  cancelWrite(): void {
    this.#setAwaits(this.#awaitsRead, false);
  }

  /** Copies the bytes of the first sends into the room; returns where they end. */
  gather(room: Buffer, start: number): number {
    if (this.isClosed || this.#awaitsWrite) return start;
    let end = start;
    for (let index = 0; end < room.length && end - start < LARGE_BYTES; index++) {
      const operation = this.#lanes.writes.at(index);
      if (!isPlainSend(operation) || operation.left > LARGE_BYTES) break;
      const copied = operation.copyTo(room, end);
      // The operation has ended, and was taken out of the queue.
      if (copied < 0) index--;
      else end += copied;
    }
    return end;
  }

  /** Takes the result of sending what `gather` has copied. */
  onSent(length: number, result: number): void {
    if (this.isClosed) return;
    this.#isFlushing = true;
    const isBlocked = result === WOULD_BLOCK || (result >= 0 && result < length);
    if (result >= 0) this.#distribute(result);
    else if (!isBlocked)
      (this.#lanes.writes.first as PlainSend | undefined)?.refused(socketError(result, 'send'));
    this.#isFlushing = false;
    const { first } = this.#lanes.writes;
    if (!isPlainSend(first)) return;
    if (isBlocked) this.awaitWrite();
    else this.send(first);
  }

  #distribute(sent: number): void {
    let left = sent;
    for (;;) {
      const { first } = this.#lanes.writes;
      if (!isPlainSend(first) || (left === 0 && first.left > 0)) return;
      const part = Math.min(left, first.left);
      left -= part;
      first.took(part);
    }
  }

  /** Ends all operations, because nothing tells any more when the socket is ready. */
  fail(error: Error): void {
    this.#setAwaits(false, false);
    this.#lanes.reads.fail(error);
    this.#lanes.writes.fail(error);
  }

  flush(): void {
    this.#driver.flush();
  }

  close(): void {
    if (this.isClosed) return;
    this.#setAwaits(false, false);
    this.isClosed = true;
    this.#driver.set.remove(this);
    if (this.#ownsFd) close(this.fd);
  }

  #setAwaits(reads: boolean, writes: boolean): void {
    const wasWaiting = this.isWaiting;
    this.#awaitsRead = reads;
    this.#awaitsWrite = writes;
    if (this.isWaiting !== wasWaiting) this.#driver.countWaiting(wasWaiting ? -1 : 1);
  }
}
