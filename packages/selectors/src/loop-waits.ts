// The waits of one selector on Node's event loop: registers each descriptor once, and tells the waits when the selector
// has something. `watch` and `whenReady` make the waits; shared-waits.ts says of which selector.

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
import { givenAway, notDispatched } from './wait-errors.js';

const REST_MS = 10;
// What waits alone, a listener mostly, is what is ready: to ask the kernel takes a tenth of what a server needs for a
// connection. But an entry that outlived its descriptor is found by asking only.
const MOST_GUESSES = 15;

/** All waits of one selector. */
export class LoopWaits implements WatchListener {
  readonly selector: SelectorImpl<ReadyCallback>;
  readonly #loop: SelectorLoop<ReadyCallback, FileObjectLike>;
  readonly #byFd = new Map<number, DescriptorWaits>();
  #watch: LoopWatch | null = null;
  /** How many waits keep the process alive. */
  #alive = 0;
  #look: NodeJS.Immediate | null = null;
  /** How often the kernel need not be asked what is ready. */
  #guesses = 0;

  constructor(selector: SelectorImpl<ReadyCallback>) {
    this.selector = selector;
    this.#loop = SelectorImpl.loopOf(selector);
  }

  /** Begins a wait. Throws what `register` throws, and then nothing is left of it. */
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
      this.#leave(waits, wait);
      throw error;
    }
    return waits;
  }

  /** Registers what the waits on a descriptor want by now. */
  update(waits: DescriptorWaits): void {
    this.#guesses = 0;
    if (this.#byFd.get(waits.fd) !== waits) return this.#register(waits);
    const { fd, events, dispatch } = waits;
    this.selector.modify(fd, events, dispatch);
    waits.registered = events;
  }

  /** Ends a wait. */
  remove(waits: DescriptorWaits, wait: Wait): void {
    this.#leave(waits, wait);
    if (waits.isEmpty) return;
    try {
      this.update(waits);
    } catch {
      // It was closed where nobody hears of it.
      this.#lose(waits);
    }
  }

  /** Counts those that keep the process alive. */
  countAlive(more: number): void {
    this.#alive += more;
    this.#watch?.keepAlive(this.#alive > 0 ? 'alive' : 'not');
  }

  /** Something is ready. */
  onReadable(): void {
    const lone = this.#guesses > 0 ? this.#lone() : null;
    if (lone === null) return this.look();
    this.#guesses--;
    lone.dispatch(lone.fileobj, lone.registered);
  }

  /** Asks what is ready, and tells the waits. */
  look(): void {
    const batch = this.#collect();
    if (batch.length === 1 && this.#lone() !== null) this.#guesses = MOST_GUESSES;
    // By index: the iterator of a batch says nothing of what it leaves out.
    for (let index = 0; index < batch.length && !this.selector.closed; index++) {
      const entry = currentEntry(batch[index] as ReadyEntry<ReadyCallback>);
      if (entry !== null) this.#tell(entry);
    }
    this.#lookSoon();
  }

  /** The selector was closed, or cannot be watched any more. */
  onWatchError(error: Error): void {
    for (const waits of this.#byFd.values()) this.#lose(waits, error);
  }

  // An object says for itself that it was closed; several events of one are to be told apart.
  #lone(): DescriptorWaits | null {
    if (this.#byFd.size !== 1 || !this.#loop.source.isLone()) return null;
    for (const waits of this.#byFd.values()) {
      const isOneEvent = (waits.registered & (waits.registered - 1)) === 0;
      if (isOneEvent && typeof waits.fileobj === 'object' && waits.isOpen) return waits;
    }
    return null;
  }

  #tell({ key, events }: ReadyEntry<ReadyCallback>): void {
    const waits = this.#byFd.get(key.fd);
    if (waits !== undefined && !this.#loop.source.isOpen(key)) return this.#lose(waits);
    try {
      if (typeof key.data !== 'function') throw notDispatched();
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
      source.missed();
    } catch (error) {
      if (isShortage(error)) this.#rest();
      else this.onWatchError(error as Error);
    }
    return [];
  }

  // What cannot be got rid of without a descriptor to spare would be announced again at once.
  #rest(): void {
    const watch = this.#watch;
    watch?.ignore();
    const timer = clocks.setTimeout(() => {
      if (watch === null || this.#watch !== watch) return;
      watch.listen(this);
      this.countAlive(0);
    }, REST_MS);
    if (this.#alive === 0) timer.unref();
  }

  // poll and select take what no epoll set does, and what is always ready announces nothing.
  #lookSoon(): void {
    const isIdle = this.#byFd.size === 0 || this.selector.closed;
    if (this.#look !== null || isIdle || !this.#loop.source.readyUnseen()) return;
    this.#look = clocks.setImmediate(() => {
      this.#look = null;
      if (this.#byFd.size > 0) this.look();
    });
    if (this.#alive === 0) this.#look.unref();
  }

  #openWaits(fd: number): DescriptorWaits | null {
    const { source } = this.#loop;
    const waits = this.#byFd.get(fd);
    if (waits === undefined) return null;
    const key = this.selector.getKey(fd);
    // An object says for itself that it was closed; of a number only the kernel knows.
    if (source.isOpen(key) && (typeof key.fileobj === 'object' || source.isWatched(key)))
      return waits;
    this.#lose(waits);
    return null;
  }

  #register(waits: DescriptorWaits): void {
    const { fd, fileobj, events, dispatch } = waits;
    this.#guesses = 0;
    this.selector.register(fileobj, events, dispatch);
    waits.registered = events;
    this.#byFd.set(fd, waits);
    this.#hear(waits);
    this.#lookSoon();
  }

  #closing(waits: DescriptorWaits, cause: ClosingCause): void {
    if (cause === 'closed') return this.#lose(waits);
    if (cause === 'replaced') return this.#replaced(waits);
    this.#hear(waits);
    // What gives its descriptor away says so only after that.
    queueMicrotask(() => {
      if (!waits.isOpen && this.#byFd.get(waits.fd) === waits) this.#lose(waits, givenAway());
    });
  }

  // A selector replaces its set behind its own number, and goes on to be what it was.
  #replaced(waits: DescriptorWaits): void {
    if (typeof waits.fileobj === 'number' || !waits.isOpen) return this.#lose(waits);
    this.#forget(waits);
    try {
      this.#register(waits);
    } catch (error) {
      this.#fail(waits, error as Error);
    }
  }

  #hear(waits: DescriptorWaits): void {
    waits.unhear = onClosing(waits.fd, (cause) => this.#closing(waits, cause));
  }

  /** Its descriptor was closed. */
  #lose(waits: DescriptorWaits, error: Error = closedError('descriptor')): void {
    this.#forget(waits);
    this.#fail(waits, error);
  }

  #fail(waits: DescriptorWaits, error: Error): void {
    this.countAlive(-waits.alive);
    waits.fail(error);
    this.#restIfIdle();
  }

  #leave(waits: DescriptorWaits, wait: Wait): void {
    waits.remove(wait);
    this.countAlive(wait.isRef ? -1 : 0);
    if (waits.isEmpty) this.#forget(waits);
    this.#restIfIdle();
  }

  #forget(waits: DescriptorWaits): void {
    if (this.#byFd.get(waits.fd) !== waits) return;
    this.#byFd.delete(waits.fd);
    waits.unhear();
    if (!this.selector.closed) this.selector.unregister(waits.fd);
  }

  #restIfIdle(): void {
    if (this.#byFd.size > 0) return;
    this.#watch = null;
    this.#loop.wait.release();
  }
}
