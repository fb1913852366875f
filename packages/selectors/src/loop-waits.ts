// The waits of one selector on Node's event loop. LoopWaits registers each descriptor once, and calls the waits whose events
// are ready. `watch` and `whenReady` make the waits; shared-waits.ts chooses the selector.

import { closedError, onClosing } from '@fdset/posix';
import type { ClosingCause } from '@fdset/posix';

import { clocks } from './clocks.js';
import { DescriptorWaits } from './descriptor-waits.js';
import type { ReadyCallback, Wait } from './descriptor-waits.js';
import { checkEvents } from './events.js';
import { descriptorOf } from './file-object.js';
import type { FileObjectLike } from './file-object.js';
import type { LoopWatch, WatchListener } from './loop-watch.js';
import { currentEntry } from './ready-list.js';
import type { ReadyEntry } from './registration.js';
import { SelectorImpl } from './selector-impl.js';
import type { SelectorLoop } from './selector-loop.js';
import { isShortage } from './shortage.js';
import { throwUncaught } from './throw-uncaught.js';
import { detachedError, noCallbackError } from './wait-errors.js';

const PAUSE_MS = 10;
// If there is only one registration (usually a listener), it must be the ready one. Asking the kernel would take a tenth of a
// server's time for a connection, but only the kernel shows an entry that outlived its descriptor, so guesses are limited.
const MOST_GUESSES = 15;

/** All waits of one selector. */
export class LoopWaits implements WatchListener {
  readonly selector: SelectorImpl<ReadyCallback>;
  readonly #loop: SelectorLoop<ReadyCallback, FileObjectLike>;
  readonly #byFd = new Map<number, DescriptorWaits>();
  #watch: LoopWatch | null = null;
  /** How many waits keep the process alive. */
  #alive = 0;
  #nextCheck: NodeJS.Immediate | null = null;
  /** How many more times the kernel need not be asked what is ready. */
  #guesses = 0;

  constructor(selector: SelectorImpl<ReadyCallback>) {
    this.selector = selector;
    this.#loop = SelectorImpl.loopOf(selector);
  }

  /** Begins a wait. Throws the errors of `register`, and then leaves nothing registered. */
  add(wait: Wait): DescriptorWaits {
    if (this.selector.closed) throw closedError('selector');
    const fd = descriptorOf(wait.fileobj);
    checkEvents(wait.events, this.selector);
    const waits = this.#openWaits(fd) ?? new DescriptorWaits(fd, wait.fileobj);
    this.#watch ??= this.#loop.wait.drive(this);
    waits.add(wait);
    this.countAlive(wait.isRef ? 1 : 0);
    try {
      this.update(waits);
    } catch (error) {
      this.#removeWait(waits, wait);
      throw error;
    }
    return waits;
  }

  /** Registers the current events of the waits on a descriptor. */
  update(waits: DescriptorWaits): void {
    this.#guesses = 0;
    if (this.#byFd.get(waits.fd) !== waits) return this.#register(waits);
    const { fd, events, dispatch } = waits;
    this.selector.modify(fd, events, dispatch);
    waits.registered = events;
  }

  /** Ends a wait. */
  remove(waits: DescriptorWaits, wait: Wait): void {
    this.#removeWait(waits, wait);
    if (waits.isEmpty) return;
    try {
      this.update(waits);
    } catch {
      // The descriptor was closed by code that does not report it.
      this.#end(waits);
    }
  }

  /** Changes the number of waits that keep the process alive. */
  countAlive(more: number): void {
    this.#alive += more;
    this.#watch?.keepAlive(this.#alive > 0 ? 'alive' : 'not');
  }

  /** Called when the selector's descriptor is readable. */
  onReadable(): void {
    const only = this.#guesses > 0 ? this.#findOnly() : null;
    if (only === null) return this.check();
    this.#guesses--;
    only.dispatch(only.fileobj, only.registered);
  }

  /** Asks the kernel what is ready, and calls the waits. */
  check(): void {
    const batch = this.#collect();
    if (batch.length === 1 && this.#findOnly() !== null) this.#guesses = MOST_GUESSES;
    // This uses the index, because the iterator of a batch skips entries without reporting them.
    for (let index = 0; index < batch.length && !this.selector.closed; index++) {
      const entry = currentEntry(batch[index] as ReadyEntry<ReadyCallback>);
      if (entry !== null) this.#dispatch(entry);
    }
    this.#checkSoon();
  }

  /** Called when the selector was closed, or cannot be watched any more. */
  onWatchError(error: Error): void {
    for (const waits of this.#byFd.values()) this.#end(waits, error);
  }

  // The waits that must be ready because there are no others. They need an object, which tells whether it was closed, and
  // only one event, because the kernel must tell which of several events is ready.
  #findOnly(): DescriptorWaits | null {
    if (this.#byFd.size !== 1 || !this.#loop.source.hasOneEntry()) return null;
    for (const waits of this.#byFd.values()) {
      const isOneEvent = (waits.registered & (waits.registered - 1)) === 0;
      if (isOneEvent && typeof waits.fileobj === 'object' && waits.isOpen) return waits;
    }
    return null;
  }

  #dispatch({ key, events }: ReadyEntry<ReadyCallback>): void {
    const waits = this.#byFd.get(key.fd);
    if (waits !== undefined && !this.#loop.source.isOpen(key)) return this.#end(waits);
    try {
      if (typeof key.data !== 'function') throw noCallbackError();
      key.data(key.fileobj, events);
    } catch (error) {
      throwUncaught(error);
    }
  }

  #collect(): readonly ReadyEntry<ReadyCallback>[] {
    const { source } = this.#loop;
    try {
      const batch = source.collect();
      if (batch !== null) return batch;
      source.onFalseAlarm();
    } catch (error) {
      if (isShortage(error)) this.#pause();
      else this.onWatchError(error as Error);
    }
    return [];
  }

  // Removing a stale entry needs a free descriptor. Without one the entry would wake the event loop again at once.
  #pause(): void {
    const watch = this.#watch;
    watch?.ignore();
    const timer = clocks.setTimeout(() => {
      if (watch === null || this.#watch !== watch) return;
      watch.listen(this);
      this.countAlive(0);
    }, PAUSE_MS);
    if (this.#alive === 0) timer.unref();
  }

  // poll and select take regular files, which are always ready. An epoll set refuses them, so it never reports them.
  #checkSoon(): void {
    const isIdle = this.#byFd.size === 0 || this.selector.closed;
    if (this.#nextCheck !== null || isIdle || !this.#loop.source.hasUnannounced()) return;
    this.#nextCheck = clocks.setImmediate(() => {
      this.#nextCheck = null;
      if (this.#byFd.size > 0) this.check();
    });
    if (this.#alive === 0) this.#nextCheck.unref();
  }

  #openWaits(fd: number): DescriptorWaits | null {
    const { source } = this.#loop;
    const waits = this.#byFd.get(fd);
    if (waits === undefined) return null;
    const key = this.selector.getKey(fd);
    // An object tells itself whether it was closed; for a number the kernel must be asked.
    if (source.isOpen(key) && (typeof key.fileobj === 'object' || source.isWatched(key)))
      return waits;
    this.#end(waits);
    return null;
  }

  #register(waits: DescriptorWaits): void {
    const { fd, fileobj, events, dispatch } = waits;
    this.#guesses = 0;
    this.selector.register(fileobj, events, dispatch);
    waits.registered = events;
    this.#byFd.set(fd, waits);
    this.#listen(waits);
    this.#checkSoon();
  }

  #onClosing(waits: DescriptorWaits, cause: ClosingCause): void {
    if (cause === 'closed') return this.#end(waits);
    if (cause === 'replaced') return this.#onReplaced(waits);
    this.#listen(waits);
    // An object that gives its descriptor away changes its own state only after this call.
    queueMicrotask(() => {
      if (!waits.isOpen && this.#byFd.get(waits.fd) === waits) this.#end(waits, detachedError());
    });
  }

  // A selector that replaces its epoll set under the same number is still open, and is registered again.
  #onReplaced(waits: DescriptorWaits): void {
    if (typeof waits.fileobj === 'number' || !waits.isOpen) return this.#end(waits);
    this.#unregister(waits);
    try {
      this.#register(waits);
    } catch (error) {
      this.#fail(waits, error as Error);
    }
  }

  #listen(waits: DescriptorWaits): void {
    waits.ignoreClosing = onClosing(waits.fd, (cause) => this.#onClosing(waits, cause));
  }

  /** Ends the waits on a descriptor that cannot be waited for any more. */
  #end(waits: DescriptorWaits, error: Error = closedError('descriptor')): void {
    this.#unregister(waits);
    this.#fail(waits, error);
  }

  #fail(waits: DescriptorWaits, error: Error): void {
    this.countAlive(-waits.alive);
    waits.fail(error);
    this.#releaseIfIdle();
  }

  #removeWait(waits: DescriptorWaits, wait: Wait): void {
    waits.remove(wait);
    this.countAlive(wait.isRef ? -1 : 0);
    if (waits.isEmpty) this.#unregister(waits);
    this.#releaseIfIdle();
  }

  #unregister(waits: DescriptorWaits): void {
    if (this.#byFd.get(waits.fd) !== waits) return;
    this.#byFd.delete(waits.fd);
    waits.ignoreClosing();
    if (!this.selector.closed) this.selector.unregister(waits.fd);
  }

  #releaseIfIdle(): void {
    if (this.#byFd.size > 0) return;
    this.#watch = null;
    this.#loop.wait.release();
  }
}
