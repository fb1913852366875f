// A descriptor on its way to another thread. A word in shared memory, which both sides change, tells which thread owns it.
import { inspect } from 'node:util';
import { isMainThread } from 'node:worker_threads';
import { addon } from './addon.js';
import { check } from './check.js';
import { classNameOf, inspectLine } from './inspect-line.js';
import type { InspectArguments } from './inspect-line.js';

/**
 * Guards the descriptors that this worker gives to its own threads, one at a time. If this worker ends while the word tells that
 * the other thread has not taken the last one, the descriptor is closed, provided the number still means the same open file. On
 * the main thread this does nothing, because the end of the process closes all descriptors.
 */
export class HandOver {
  #native: object | null = null;

  /**
   * @param memory - an array over a SharedArrayBuffer; `index` is the index of the word
   * @param values - the values of the word, 0 to 31, with which this thread still owns the descriptor
   * @throws SocketError `ENOMEM`
   */
  constructor(memory: Int32Array, index: number, values: readonly number[]) {
    if (isMainThread) return;
    const bits = values.reduce((all, value) => all | (1 << value), 0) >>> 0;
    const native = addon.watchHandOver(memory, index, bits);
    if (typeof native === 'number') check(native, 'watchHandOver');
    else this.#native = native;
  }

  /** Sets the descriptor that is given next. @throws SocketError `EBADF` */
  set(fd: number): void {
    if (this.#native !== null) check(addon.setHandOver(this.#native, fd), 'statx');
  }

  /** Must be called when the other thread has ended and gets no more descriptors. */
  close(): void {
    if (this.#native !== null) addon.unwatchHandOver(this.#native);
    this.#native = null;
  }

  /** `console.log(handOver)` shows whether it watches; it does not on the main thread, and after `close`. */
  [inspect.custom](...given: InspectArguments): string {
    const parts = (): string[] => [this.#native === null ? 'idle' : 'watching'];
    return inspectLine(classNameOf(this, 'HandOver'), parts, ...given);
  }

  toString(): string {
    return this[inspect.custom]();
  }
}
