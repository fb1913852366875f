// A descriptor on its way to another thread: whose it is says a word in shared memory, which both sides change.
import { inspect } from 'node:util';
import { isMainThread } from 'node:worker_threads';
import { addon } from './addon.js';
import { check } from './check.js';
import { classNameOf, inspectLine } from './inspect-line.js';
import type { InspectArguments } from './inspect-line.js';

/**
 * Watches the descriptors that this worker gives to threads of its own, one at a time: when it ends while the word says that
 * nobody has taken the last one, that is closed then, provided the number still stands for the same open file. On the main
 * thread nothing needs to be remembered.
 */
export class HandOver {
  #native: object | null = null;

  /**
   * @param memory - over a SharedArrayBuffer; `index` is the word's
   * @param values - those of the word, 0 to 31, with which the descriptor is still this side's
   * @throws SocketError `ENOMEM`
   */
  constructor(memory: Int32Array, index: number, values: readonly number[]) {
    if (isMainThread) return;
    const bits = values.reduce((all, value) => all | (1 << value), 0) >>> 0;
    const native = addon.watchHandOver(memory, index, bits);
    if (typeof native === 'number') check(native, 'watchHandOver');
    else this.#native = native;
  }

  /** The descriptor that is given next. @throws SocketError `EBADF` */
  set(fd: number): void {
    if (this.#native !== null) check(addon.setHandOver(this.#native, fd), 'statx');
  }

  /** The other side has ended, and there will be no more. */
  close(): void {
    if (this.#native !== null) addon.unwatchHandOver(this.#native);
    this.#native = null;
  }

  /** `console.log(handOver)`: whether it watches; on the main thread, and once closed, it does not. */
  [inspect.custom](...given: InspectArguments): string {
    const parts = (): string[] => [this.#native === null ? 'idle' : 'watching'];
    return inspectLine(classNameOf(this, 'HandOver'), parts, ...given);
  }

  toString(): string {
    return this[inspect.custom]();
  }
}
