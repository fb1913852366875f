// The plain receives of one socket. The kernel receives into the ring's memory, from which the bytes are copied.
import { POLLIN, RING_NONEMPTY, errnoNumbers, socketError } from '@fdset/posix';
import type { PlainReceive } from '../driver.js';
import type { Lane } from '../lane.js';
import { LARGE_BYTES } from '../turn-limits.js';
import { NONE } from './ring-host.js';
import type { Postponed, RingHost, RingUser } from './ring-host.js';

const NO_BUFFERS = -(errnoNumbers['ENOBUFS'] as number);

/** Receives for the first operation of a lane. */
export class RingReceiver implements RingUser, Postponed {
  readonly #fd: number;
  readonly #lane: Lane;
  readonly #host: RingHost;
  #inFlight = NONE;
  /** Whether the operation in flight is being cancelled, so that nobody waits for it. */
  #isCancelled = false;
  /** Whether there may be bytes to receive at once. */
  #mayRead = true;
  /** Whether the last receive was large, so that the next one is better made directly. */
  #readsLarge = false;
  /** Whether the ring only waits for this receive. */
  #isPolling = false;
  /** Whether the ring has waited, and `receivePostponed` is going to be called. */
  #isPostponed = false;

  constructor(fd: number, lane: Lane, host: RingHost) {
    this.#fd = fd;
    this.#lane = lane;
    this.#host = host;
  }

  receive(operation: PlainReceive): void {
    try {
      const { ring } = this.#host;
      this.#isPolling = this.#readsLarge;
      this.#inFlight = this.#isPolling
        ? ring.poll(this.#fd, POLLIN)
        : ring.recv(this.#fd, operation.most, 0, this.#mayRead ? 'now' : 'later');
      this.#host.expect(this.#inFlight, this);
    } catch (error) {
      operation.fail(error);
    }
  }

  complete(result: number, flags: number, offset: number): void {
    this.#inFlight = NONE;
    if (this.#isCancelled) return this.#keep(result, offset);
    const operation = this.#lane.first as PlainReceive;
    if (this.#isPolling) {
      this.#isPostponed = true;
      return this.#host.postpone(this);
    }
    // The ring's memory was full; the bytes are still in the socket.
    if (result === NO_BUFFERS) return this.receive(operation);
    if (result < 0) return operation.fail(socketError(result, 'recv'));
    this.#readsLarge = result >= LARGE_BYTES;
    this.#mayRead = result === 0 || (flags & RING_NONEMPTY) !== 0;
    operation.received(this.#host.memory, offset, result);
  }

  // What came before the cancellation is for the next operation.
  #keep(result: number, offset: number): void {
    this.#isCancelled = false;
    if (result > 0 && !this.#isPolling)
      this.#lane.keep(this.#host.memory.subarray(offset, offset + result));
  }

  receivePostponed(): void {
    if (!this.#isPostponed) return;
    this.#isPostponed = false;
    const operation = this.#lane.first as PlainReceive;
    const received = operation.attempt(this.#fd);
    if (received < 0) this.receive(operation);
    else this.#readsLarge = received >= LARGE_BYTES;
  }

  /** Gives the operation up; returns its id, which must be cancelled, or NONE. */
  withdraw(): number {
    this.#isPostponed = false;
    this.#isCancelled = this.#inFlight !== NONE;
    return this.#inFlight;
  }

  fail(error: Error): void {
    this.#isPostponed = false;
    this.#inFlight = NONE;
    this.#lane.fail(error);
  }

  restart(): void {
    this.#inFlight = NONE;
    this.receive(this.#lane.first as PlainReceive);
  }
}
