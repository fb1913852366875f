// The selector's side of its wake-up: the eventfd that the backend watches, and the state that it shares with every Waker of
// the selector.

import { closeWakeup, createWakeup, drainWakeup, dup2 } from '@fdset/posix';

import { EVENT_READ } from './events.js';
import { NO_OPTIONS } from './register-options.js';
import type { Interest } from './registration.js';
import { CLOSED, EPOCH, Waker } from './waker.js';
import { wakeupIdentity } from './wakeup-identity.js';

/** The generation of the wake-up, which no registration has. */
export const WAKEUP_GENERATION = 0;

/** A selector's eventfd with its shared state. */
export class WakeupChannel {
  /** The entry that the backend watches. */
  readonly interest: Interest;
  /** The waker of the selector's own thread. */
  readonly waker: Waker;

  readonly #wakeup: ReturnType<typeof createWakeup>;
  readonly #state: Int32Array;
  #closed = false;

  constructor() {
    this.#wakeup = createWakeup();
    const shared = new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT);
    this.#state = new Int32Array(shared);
    this.#state[EPOCH] = 1;
    const fd = this.#wakeup.writeFd;
    this.waker = new Waker({ fd, state: shared, identity: this.#identify(fd) }, fd, 'lent');
    this.interest = {
      fd: this.#wakeup.readFd,
      generation: WAKEUP_GENERATION,
      events: EVENT_READ,
      options: NO_OPTIONS,
      armed: true,
      attached: true,
    };
  }

  /**
   * Consumes the wake-ups so far. Wake-ups that arrive between the two steps also count as consumed.
   */
  drain(): void {
    drainWakeup(this.interest.fd);
    Atomics.add(this.#state, EPOCH, 1);
  }

  /** Replaces the eventfd under the same numbers, because a fork shares the old one. */
  renew(): void {
    const fresh = createWakeup();
    try {
      dup2(fresh.readFd, this.#wakeup.readFd);
      if (this.#wakeup.writeFd !== this.#wakeup.readFd) dup2(fresh.writeFd, this.#wakeup.writeFd);
    } finally {
      closeWakeup(fresh);
    }
  }

  /** Sets the flag that all wakers check, then closes the descriptor. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    Atomics.store(this.#state, CLOSED, 1);
    closeWakeup(this.#wakeup);
  }

  #identify(fd: number): string | null {
    try {
      return wakeupIdentity(fd);
    } catch (error) {
      this.close();
      throw error;
    }
  }
}
