// The plain sends of one socket. Their bytes are copied to the ring's memory, from which the kernel sends all of them.
import { POLLOUT, errnoNumbers, socketError } from '@fdset/posix';
import type { Ring } from '@fdset/posix';
import { isPlainSend } from '../driver.js';
import type { PlainSend } from '../driver.js';
import type { Lane } from '../lane.js';
import { LARGE_BYTES } from '../turn-limits.js';
import { NONE } from './ring-host.js';
import type { Gathered, RingHost, RingUser } from './ring-host.js';

const CANCELED = -(errnoNumbers['ECANCELED'] as number);

/** Sends for the first operations of a lane. */
export class RingSender implements RingUser, Gathered {
  readonly #fd: number;
  readonly #lane: Lane;
  readonly #host: RingHost;
  #inFlight = NONE;
  /** Whether the operation in flight is being cancelled, so that nobody waits for it. */
  #isCancelled = false;
  #isClosed = false;
  /** Whether `gather` is going to be called. */
  #isQueued = false;
  /** How many sends the operation in flight has bytes of. */
  #gathered = 0;
  /** Whether the socket did not take all at once the last time. */
  #isBlocked = false;
  #isDistributing = false;

  constructor(fd: number, lane: Lane, host: RingHost) {
    this.#fd = fd;
    this.#lane = lane;
    this.#host = host;
  }

  send(operation: PlainSend): void {
    if (this.#inFlight !== NONE || this.#isQueued || this.#isDistributing) return;
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

  gather(ring: Ring): void {
    this.#isQueued = false;
    if (this.#isClosed || this.#inFlight !== NONE) return;
    this.#endEmpty();
    const start = ring.staged;
    const most = this.#isBlocked ? 1 : Infinity;
    let end = start;
    this.#gathered = 0;
    while (this.#gathered < most && end < ring.staging.length && end - start < LARGE_BYTES) {
      const operation = this.#lane.at(this.#gathered);
      if (!isPlainSend(operation) || (this.#gathered > 0 && operation.left > LARGE_BYTES)) break;
      const copied = operation.copyTo(ring.staging, end);
      // Otherwise the operation has ended, and was taken out of the queue.
      if (copied < 0) continue;
      this.#gathered++;
      end += copied;
    }
    if (end === start) return;
    this.#inFlight = ring.sendStaged(this.#fd, end - start);
    this.#host.expect(this.#inFlight, this);
  }

  // Only the first send may be in flight when others can give theirs up: nobody would know what has gone of which.
  submitted(): void {
    if (this.#inFlight === NONE) return;
    this.#isBlocked = true;
    if (this.#gathered === 1) return;
    this.#host.cancel([this.withdraw()]);
    this.#lane.first?.ready(POLLOUT);
  }

  complete(result: number): void {
    const isCancelled = this.#isCancelled;
    if (!isCancelled) this.#isBlocked = false;
    this.#inFlight = NONE;
    this.#isCancelled = false;
    const served = this.#lane.first;
    this.#isDistributing = true;
    if (result >= 0) this.#distribute(result);
    else if (!isCancelled) (this.#lane.first as PlainSend).refused(socketError(result, 'send'));
    this.#isDistributing = false;
    // The one that is given up ends a moment later, and then the next one begins; unless it has ended here, with all its bytes.
    const { first } = this.#lane;
    if (!this.#isClosed && (!isCancelled || first !== served)) first?.ready(POLLOUT);
  }

  // The ring has no operation for no bytes.
  #endEmpty(): void {
    this.#isDistributing = true;
    for (;;) {
      const { first } = this.#lane;
      if (!isPlainSend(first) || first.left > 0) break;
      first.took(0);
    }
    this.#isDistributing = false;
  }

  // The kernel has taken the bytes of one send after the other.
  #distribute(sent: number): void {
    for (let left = sent; left > 0;) {
      const first = this.#lane.first as PlainSend;
      const part = Math.min(left, first.left);
      left -= part;
      first.took(part);
    }
  }

  /** Gives the operation up; returns its id, which must be cancelled, or NONE. */
  withdraw(): number {
    this.#isCancelled = this.#inFlight !== NONE;
    return this.#inFlight;
  }

  close(): void {
    this.#isClosed = true;
  }

  fail(error: Error): void {
    this.#inFlight = NONE;
    this.#lane.fail(error);
  }

  // Only the parent knows what becomes of the bytes.
  restart(): void {
    this.#inFlight = NONE;
    this.#lane.fail(socketError(CANCELED, 'send'));
  }
}
