// One socket of the ring's driver. At most one operation of the ring is in flight for each of its two lanes.
import { POLLIN, POLLOUT, RING_NONEMPTY, errnoNumbers, socketError } from '@fdset/posix';
import type { Ring } from '@fdset/posix';
import { isPlainSend } from '../driver.js';
import type { Lanes, PlainReceive, PlainSend, Port } from '../driver.js';

// The bytes of larger messages go directly between the kernel and the caller's memory while this thread is in the call: copying
// them out of the ring's memory, or into it, costs more than the call that is saved.
const LARGE_BYTES = 16 * 1024;
const NONE = -1;

const resultOf = (code: string): number => -(errnoNumbers[code] as number);
const NO_BUFFERS = resultOf('ENOBUFS');
const CANCELED = resultOf('ECANCELED');

/** What a port needs of its driver. */
export interface RingHost {
  /** The ring, to queue an operation, which is submitted when the running code has ended. @throws {RingUnavailableError} */
  readonly ring: Ring;
  /** Where the bytes of a receive are, until `complete` returns. */
  readonly memory: Buffer;
  /** Lets `complete` of the port be called for the operation. */
  expect(id: number, port: UringPort): void;
  /** Calls `gather` of the port at the end of the turn. @throws {RingUnavailableError} */
  queueSend(port: UringPort): void;
  /** Cancels operations, and calls `complete` for them before it returns. */
  cancel(ids: readonly number[]): void;
  /** Submits at once what was queued. */
  flush(): void;
  /** The port has closed. */
  leave(): void;
}

/** The operations of one socket. */
export class UringPort implements Port {
  readonly #fd: number;
  readonly #lanes: Lanes;
  readonly #host: RingHost;
  readonly #openWaiter: () => Port;
  /** The operations in flight. */
  #receiving = NONE;
  #sending = NONE;
  /** Whether they are being cancelled, so that nobody waits for them. */
  #isCancelling = false;
  /** Whether there may be bytes to receive at once. */
  #mayRead = true;
  /** Whether the last receive was large, so that the next one is better made directly. */
  #readsLarge = false;
  /** Whether the ring only waits for this receive. */
  #isPolling = false;
  /** Whether `gather` is going to be called. */
  #isQueued = false;
  #isDistributing = false;
  #isClosed = false;
  /** Waits for readiness, for verbs that the ring does not do. */
  #waiter: Port | null = null;

  constructor(fd: number, lanes: Lanes, host: RingHost, openWaiter: () => Port) {
    this.#fd = fd;
    this.#lanes = lanes;
    this.#host = host;
    this.#openWaiter = openWaiter;
  }

  // Receiving

  receive(operation: PlainReceive): void {
    this.#dropWaiter();
    try {
      const { ring } = this.#host;
      this.#isPolling = this.#readsLarge;
      this.#receiving = this.#isPolling
        ? ring.poll(this.#fd, POLLIN)
        : ring.recv(this.#fd, operation.most, 0, this.#mayRead ? 'now' : 'later');
      this.#host.expect(this.#receiving, this);
    } catch (error) {
      operation.fail(error);
    }
  }

  #received(result: number, flags: number, offset: number): void {
    const { reads } = this.#lanes;
    this.#receiving = NONE;
    if (this.#isCancelling) {
      if (result > 0 && !this.#isPolling)
        reads.keep(this.#host.memory.subarray(offset, offset + result));
      return;
    }
    const operation = reads.first as PlainReceive;
    if (this.#isPolling) return this.#attempt(operation);
    if (result === NO_BUFFERS) return this.receive(operation);
    if (result < 0) return operation.fail(socketError(result, 'recv'));
    this.#readsLarge = result >= LARGE_BYTES;
    this.#mayRead = result === 0 || (flags & RING_NONEMPTY) !== 0;
    operation.received(this.#host.memory, offset, result);
  }

  #attempt(operation: PlainReceive): void {
    const received = operation.attempt(this.#fd);
    if (received < 0) this.receive(operation);
    else this.#readsLarge = received >= LARGE_BYTES;
  }

  // Sending

  send(operation: PlainSend): void {
    if (this.#sending !== NONE || this.#isQueued || this.#isDistributing) return;
    this.#dropWaiter();
    const isDirect = operation.left === 0 || operation.left > LARGE_BYTES;
    while (isDirect) {
      const sent = operation.attempt(this.#fd);
      if (operation.isEnded) return;
      if (sent < 0) break;
    }
    try {
      this.#host.queueSend(this);
      this.#isQueued = true;
    } catch (error) {
      operation.refused(error);
    }
  }

  /** Queues the bytes of the first sends as one operation of the ring. */
  gather(ring: Ring): void {
    this.#isQueued = false;
    if (this.#isClosed || this.#sending !== NONE) return;
    const start = ring.staged;
    let end = start;
    for (let index = 0; end < ring.staging.length && end - start < LARGE_BYTES; index++) {
      const operation = this.#lanes.writes.at(index);
      if (!isPlainSend(operation) || (index > 0 && operation.left > LARGE_BYTES)) break;
      const copied = operation.copyTo(ring.staging, end);
      // The operation has ended, and was taken out of the queue.
      if (copied < 0) index--;
      else end += copied;
    }
    if (end === start) return;
    this.#sending = ring.sendStaged(this.#fd, end - start);
    this.#host.expect(this.#sending, this);
  }

  #sent(result: number): void {
    const { writes } = this.#lanes;
    this.#sending = NONE;
    this.#isDistributing = true;
    if (result >= 0) this.#distribute(result);
    else if (!this.#isCancelling) (writes.first as PlainSend).refused(socketError(result, 'send'));
    this.#isDistributing = false;
    const { first } = writes;
    if (!this.#isCancelling && first !== undefined) first.ready(POLLOUT);
  }

  // The kernel has taken the bytes of one send after the other.
  #distribute(sent: number): void {
    for (let left = sent; left > 0;) {
      const first = this.#lanes.writes.first as PlainSend;
      const part = Math.min(left, first.left);
      left -= part;
      first.took(part);
    }
  }

  // Waiting

  awaitRead(events: number): void {
    this.#waiting().awaitRead(events);
  }

  awaitWrite(events: number): void {
    this.#waiting().awaitWrite(events);
  }

  #waiting(): Port {
    return (this.#waiter ??= this.#openWaiter());
  }

  // Its registration would wake the event loop for the ring's bytes, too.
  #dropWaiter(): void {
    this.#waiter?.close();
    this.#waiter = null;
  }

  // Ending

  cancelRead(): void {
    this.#waiter?.cancelRead();
    this.#cancel([this.#receiving]);
  }

  cancelWrite(): void {
    this.#waiter?.cancelWrite();
    this.#cancel([this.#sending]);
  }

  // An operation keeps the file open, and moves bytes until it is cancelled.
  #cancel(ids: readonly number[]): void {
    const inFlight = ids.filter((id) => id !== NONE);
    if (inFlight.length === 0) return;
    this.#isCancelling = true;
    this.#host.cancel(inFlight);
    this.#isCancelling = false;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#dropWaiter();
    this.#cancel([this.#receiving, this.#sending]);
    this.#host.leave();
  }

  flush(): void {
    this.#host.flush();
  }

  /** Takes the result of one of its operations. */
  complete(id: number, result: number, flags: number, offset: number): void {
    if (id === this.#receiving) this.#received(result, flags, offset);
    else if (id === this.#sending) this.#sent(result);
  }

  /** Ends all operations, because nothing tells any more what becomes of them. */
  fail(error: Error): void {
    this.#receiving = NONE;
    this.#sending = NONE;
    this.#lanes.reads.fail(error);
    this.#lanes.writes.fail(error);
  }

  /** Begins a receive anew in a forked child. What becomes of a send, only the parent knows. */
  restart(): void {
    const wasReceiving = this.#receiving !== NONE;
    const wasSending = this.#sending !== NONE;
    this.#receiving = NONE;
    this.#sending = NONE;
    if (wasSending) this.#lanes.writes.fail(socketError(CANCELED, 'send'));
    if (wasReceiving) this.receive(this.#lanes.reads.first as PlainReceive);
  }
}
