// The sending side of a selector's wake-up, usable from any thread. WakeupChannel is the selector's
// side. Both meet in three shared integers and an eventfd.

import {
  argTypeError,
  classNameOf,
  close,
  closedError,
  dup,
  inspectLine,
  signalWakeup,
} from '@fdset/posix';
import type { InspectArguments } from '@fdset/posix';
import { inspect, types } from 'node:util';

import { wakeupIdentity } from './wakeup-identity.js';

/** Index of the flag that the selector's side has closed. */
export const CLOSED = 0;
/** Index of the counter that the selector's side raises after each wake-up it has consumed. */
export const EPOCH = 1;
/** Index of the epoch for which a wake-up has been written. */
export const WRITTEN = 2;

/** What crosses threads by `postMessage` or `workerData`: plain data and a SharedArrayBuffer. */
export interface WakerHandle {
  readonly fd: number;
  readonly state: SharedArrayBuffer;
  readonly identity: string | null;
}

const abandoned = new FinalizationRegistry<number>((fd) => close(fd));

/**
 * Wakes one selector, from the thread that owns it or any other:
 * `postMessage(selector.waker().handle)` there, `Waker.from(handle)` here.
 *
 * A waker made by `from` has a descriptor of its own, a duplicate of the selector's: whatever
 * happens to the selector and its thread, a wake-up never lands in somebody else's file.
 */
export class Waker implements Disposable {
  /** What to send to another thread. */
  readonly handle: WakerHandle;
  readonly #state: Int32Array;
  /** -1 once there is nothing to write to. */
  #fd: number;
  readonly #ownsFd: boolean;
  #closed = false;

  /** @internal Selectors and `from` make wakers. */
  constructor(handle: WakerHandle, fd: number, ownership: 'owned' | 'lent') {
    this.handle = handle;
    this.#state = new Int32Array(handle.state);
    this.#fd = fd;
    this.#ownsFd = ownership === 'owned' && fd >= 0;
    if (this.#ownsFd) abandoned.register(this, fd, this);
  }

  /**
   * A waker for the selector behind a handle. If that is closed already, the waker's `wake` does
   * nothing.
   *
   * @throws TypeError `ERR_FDSET_INVALID_ARG_TYPE`; SocketError `EMFILE`.
   */
  static from(handle: WakerHandle): Waker {
    if (typeof handle?.fd !== 'number' || !types.isSharedArrayBuffer(handle.state)) {
      throw argTypeError('Waker.from expects the handle of a waker');
    }
    return ownWaker(handle);
  }

  /**
   * Wakes the selector; repeated wake-ups cost no system call until it has seen the first.
   *
   * @returns Whether there still is a selector to wake.
   * @throws TypeError `ERR_FDSET_CLOSED` after `close` of this waker.
   */
  wake(): boolean {
    if (this.#closed) throw closedError('waker');
    const state = this.#state;
    if (this.#fd < 0 || Atomics.load(state, CLOSED) !== 0) return false;
    // The epoch is marked only after the write: a thread that is terminated between the two costs
    // one superfluous write later. The other order would lose every wake-up from then on.
    const epoch = Atomics.load(state, EPOCH);
    if (Atomics.load(state, WRITTEN) === epoch) return true;
    signalWakeup(this.#fd);
    Atomics.store(state, WRITTEN, epoch);
    return true;
  }

  /** Closes the descriptor that `from` made; the selector's own waker has none. Idempotent. */
  close(): void {
    if (this.#closed || !this.#ownsFd) return;
    this.#closed = true;
    abandoned.unregister(this);
    close(this.#fd);
    this.#fd = -1;
  }

  /** Same as {@link close}. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** `console.log(waker)`: whether it is open, and whether its selector still is. */
  [inspect.custom](...given: InspectArguments): string {
    return inspectLine(classNameOf(this, 'Waker'), () => this.#parts(), ...given);
  }

  toString(): string {
    return this[inspect.custom]();
  }

  #parts(): string[] {
    if (this.#closed) return ['closed'];
    const hasSelector = this.#fd >= 0 && Atomics.load(this.#state, CLOSED) === 0;
    return hasSelector ? ['open', `fd=${this.#fd}`] : ['open', 'selector=closed'];
  }
}

// Outside of the class: one that names itself is renamed by the bundler, and shows itself as `_Waker`.
function ownWaker(handle: WakerHandle): Waker {
  return new Waker(handle, duplicate(handle), 'owned');
}

// The selector's side raises the flag before it closes the number: if the flag is still down after
// dup, the number was the right one. An owner that was terminated never raised it, hence the
// identity.
function duplicate(handle: WakerHandle): number {
  const state = new Int32Array(handle.state);
  const fd = Atomics.load(state, CLOSED) === 0 ? tryDup(handle.fd) : -1;
  if (fd < 0) return -1;
  let right = false;
  try {
    right = Atomics.load(state, CLOSED) === 0 && wakeupIdentity(fd) === handle.identity;
  } finally {
    if (!right) close(fd);
  }
  return right ? fd : -1;
}

function tryDup(fd: number): number {
  try {
    return dup(fd);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'EBADF') return -1;
    throw error;
  }
}
