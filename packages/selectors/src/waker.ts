// The sending side of a selector's wake-up, which any thread may use. WakeupChannel is the selector's side. The two sides
// share three integers and an eventfd.

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

/** Index of the flag that the selector's side sets when it closes. */
export const CLOSED = 0;
/** Index of the counter that the selector's side increments after each wake-up that it has consumed. */
export const EPOCH = 1;
/** Index of the epoch for which a wake-up has been written. */
export const WRITTEN = 2;

/** The plain data of a waker, which can be sent to another thread by `postMessage` or `workerData`. */
export interface WakerHandle {
  readonly fd: number;
  readonly state: SharedArrayBuffer;
  readonly identity: string | null;
}

const abandoned = new FinalizationRegistry<number>((fd) => close(fd));

/**
 * Wakes one selector from any thread. The selector's thread calls `postMessage(selector.waker().handle)`, the other thread
 * `Waker.from(handle)`.
 *
 * A waker made by `from` has a descriptor of its own, a duplicate of the selector's. Whatever happens to the selector and
 * its thread, a wake-up is therefore never written to another file.
 */
export class Waker implements Disposable {
  /** The handle to send to another thread. */
  readonly handle: WakerHandle;
  readonly #state: Int32Array;
  /** The descriptor to write to, or -1 if there is none. */
  #fd: number;
  readonly #ownsFd: boolean;
  #closed = false;

  /** @internal Only selectors and `from` make wakers. */
  constructor(handle: WakerHandle, fd: number, ownership: 'owned' | 'lent') {
    this.handle = handle;
    this.#state = new Int32Array(handle.state);
    this.#fd = fd;
    this.#ownsFd = ownership === 'owned' && fd >= 0;
    if (this.#ownsFd) abandoned.register(this, fd, this);
  }

  /**
   * Makes a waker for the selector of a handle. If the selector is closed already, `wake` does nothing.
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
   * Wakes the selector. Further wake-ups make no system call until the selector has consumed the first.
   *
   * @returns Whether the selector is still open.
   * @throws TypeError `ERR_FDSET_CLOSED` after `close` of this waker.
   */
  wake(): boolean {
    if (this.#closed) throw closedError('waker');
    const state = this.#state;
    if (this.#fd < 0 || Atomics.load(state, CLOSED) !== 0) return false;
    // The epoch is stored only after the write. If the thread is terminated between the two, there is one superfluous write
    // later. In the other order every later wake-up would be lost.
    const epoch = Atomics.load(state, EPOCH);
    if (Atomics.load(state, WRITTEN) === epoch) return true;
    signalWakeup(this.#fd);
    Atomics.store(state, WRITTEN, epoch);
    return true;
  }

  /** Closes the descriptor that `from` made; the selector's own waker has none of its own. Idempotent. */
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

  /** `console.log(waker)` shows whether the waker and its selector are open. */
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

// This is outside of the class because the bundler renames a class that refers to itself, to `_Waker`.
function ownWaker(handle: WakerHandle): Waker {
  return new Waker(handle, duplicate(handle), 'owned');
}

// The selector's side sets the flag before it closes the descriptor. If the flag is not set after dup, the number was still
// the right one. A terminated owner never sets the flag, so the identity is compared as well.
function duplicate(handle: WakerHandle): number {
  const state = new Int32Array(handle.state);
  const fd = Atomics.load(state, CLOSED) === 0 ? tryDup(handle.fd) : -1;
  if (fd < 0) return -1;
  let isRight = false;
  try {
    isRight = Atomics.load(state, CLOSED) === 0 && wakeupIdentity(fd) === handle.identity;
  } finally {
    if (!isRight) close(fd);
  }
  return isRight ? fd : -1;
}

function tryDup(fd: number): number {
  try {
    return dup(fd);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'EBADF') return -1;
    throw error;
  }
}
