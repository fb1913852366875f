// The part that all selectors share: checks, keys, time-outs, closing. SelectorBackend has the contract of the mechanism.

import { checkInterrupt, closedError, isDebugging } from '@fdset/posix';

import type { RegisterArguments, SelectAsyncOptions, SelectorOptions } from './base-selector.js';
import { debugCollect } from './debug-collect.js';
import { deadlineAfter, remainingMs, waitableMs } from './deadline.js';
import { checkEvents } from './events.js';
import { descriptorOf, descriptorOrNone } from './file-object.js';
import type { FileObjectLike } from './file-object.js';
import { LoopWatch } from './loop-watch.js';
import { ReadyList } from './ready-list.js';
import { needsUpdate, resolveOptions } from './register-options.js';
import type { RegisterOptions, Terms } from './register-options.js';
import { SelectorBackend } from './selector-backend.js';
import { SelectorKey, type ReadyEntry, type Registration } from './registration.js';
import { selectorLoop } from './selector-loop.js';
import type { SelectorLoop } from './selector-loop.js';
import { SelectorMap } from './selector-map.js';
import { abandonedSelectors } from './selector-resources.js';
import { checkSignal, checkTimeout } from './wait-arguments.js';
import type { Waker } from './waker.js';

/** The part of a selector that does not depend on its mechanism. */
export abstract class SelectorImpl<
  Data = unknown,
  FileObject extends FileObjectLike = FileObjectLike,
> extends SelectorBackend<Data, FileObject> {
  readonly #map = new SelectorMap<Data, FileObject>(this.registrations);
  readonly #isOpen = (key: SelectorKey<Data, FileObject>): boolean =>
    this.#isOpenOrDetach(SelectorKey.registrationOf(key));
  #loop: SelectorLoop<Data, FileObject> | null = null;
  #woken = false;
  #closed = false;

  constructor(options: SelectorOptions = {}) {
    super(options);
    abandonedSelectors.register(this, this.resources, this.resources);
  }

  /** @internal The selector's wait on Node's event loop. */
  static loopOf<Data, FileObject extends FileObjectLike>(
    selector: SelectorImpl<Data, FileObject>,
  ): SelectorLoop<Data, FileObject> {
    selector.assertOpen();
    return selector.#openLoop();
  }

  override get closed(): boolean {
    return this.#closed;
  }

  override register(
    fileobj: FileObject,
    events: number,
    ...rest: RegisterArguments<Data>
  ): SelectorKey<Data, FileObject> {
    this.assertOpen();
    const [data, options] = rest as [Data, RegisterOptions?];
    const fd = descriptorOf(fileobj);
    checkEvents(events, this);
    const start = { fileobj, fd, events, data, options: resolveOptions(options, events, this) };
    const registration = this.registrations.create(start);
    this.enter(registration);
    this.registrations.byFd.set(fd, registration);
    return registration.key;
  }

  override unregister(fileobj: FileObject | number): SelectorKey<Data, FileObject> {
    const registration = this.#find(fileobj);
    this.registrations.remove(registration);
    this.detach(registration);
    return registration.key;
  }

  override modify(
    fileobj: FileObject | number,
    events: number,
    ...rest: RegisterArguments<Data>
  ): SelectorKey<Data, FileObject> {
    const registration = this.#find(fileobj);
    const [data, options] = rest as [Data, RegisterOptions?];
    checkEvents(events, this);
    const resolved =
      options === undefined ? registration.options : resolveOptions(options, events, this);
    this.#change(registration, { events, options: resolved });
    const { key } = registration;
    if (events === key.events && Object.is(data, key.data)) return key;
    return registration.rekey(events, data);
  }

  override getKey(fileobj: FileObject | number): SelectorKey<Data, FileObject> {
    return this.#find(fileobj).key;
  }

  override getMap(): SelectorMap<Data, FileObject> {
    this.assertOpen();
    return this.#map;
  }

  override isCurrent(key: SelectorKey<Data, FileObject>): boolean {
    this.assertOpen();
    return this.registrations.byFd.get(key.fd)?.key === key;
  }

  override select(timeoutMs: number | null = null): ReadyEntry<Data, FileObject>[] {
    this.assertOpen();
    const limit = checkTimeout(timeoutMs);
    // A wait is interrupted by signals itself; a loop of polls would never notice one.
    if (limit <= 0) checkInterrupt();
    const deadline = deadlineAfter(limit);
    for (let left = limit; ;) {
      const ready = this.#collect(waitableMs(left));
      if (ready !== null) return ready;
      left = remainingMs(deadline);
      if (left <= 0) return [];
    }
  }

  override selectAsync(
    timeoutMs: number | null = null,
    options: SelectAsyncOptions = {},
  ): Promise<ReadyEntry<Data, FileObject>[]> {
    try {
      this.assertOpen();
      const limit = checkTimeout(timeoutMs);
      return this.#openLoop().wait.wait(limit, checkSignal(options));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  override async *[Symbol.asyncIterator](): AsyncGenerator<
    ReadyEntry<Data, FileObject>,
    undefined
  > {
    this.assertOpen();
    while (!this.#closed) {
      // Closing the selector during the wait ends the loop; any other error is thrown.
      yield* await this.selectAsync().catch((error: unknown) => {
        if (this.#closed) return [];
        throw error;
      });
    }
    return undefined;
  }

  override wakeup(): void {
    this.assertOpen();
    this.#woken = true;
    this.#loop?.wait.wake();
  }

  override waker(): Waker {
    this.assertOpen();
    this.resources.channel ??= this.openChannel();
    return this.resources.channel.waker;
  }

  override close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.registrations.clear();
    this.#loop?.wait.fail(closedError('selector'));
    abandonedSelectors.unregister(this.resources);
    this.resources.release();
  }

  /** @internal */
  protected assertOpen(): void {
    if (this.#closed) throw closedError('selector');
  }

  /** @internal Backends call it to add a ready registration to the batch. */
  protected deliver(
    ready: ReadyList<Data, FileObject>,
    registration: Registration<Data, FileObject>,
    events: number,
  ): void {
    const { key } = registration;
    if (registration.options.oneshot) registration.armed = false;
    // Errors and hang-ups are reported even if only EVENT_PRI or EVENT_RDHUP is registered. They count as the registered
    // events then, because the wait would otherwise end again and again without a result.
    ready.add(registration.entryFor(events & key.events || key.events));
  }

  /** @internal Backends call it to record and consume a wake-up from another thread. */
  protected consumeWakeup(): void {
    this.resources.channel?.drain();
    this.#woken = true;
  }

  #find(fileobj: FileObject | number): Registration<Data, FileObject> {
    this.assertOpen();
    return this.registrations.find(fileobj);
  }

  #change(registration: Registration<Data, FileObject>, wanted: Terms): void {
    const { events, options } = registration;
    if (!needsUpdate({ events, options }, wanted) && registration.armed) return;
    Object.assign(registration, wanted);
    try {
      this.update(registration);
      registration.armed = true;
    } catch (error) {
      Object.assign(registration, { events, options });
      throw error;
    }
  }

  // Stops watching a descriptor that was closed without being unregistered. epoll removes most of these itself, but poll and
  // select would report the closed number, or the file that reuses it, again and again.
  #isOpenOrDetach(registration: Registration<Data, FileObject>): boolean {
    const { fileobj, fd } = registration.key;
    // An object tells itself whether it was closed; for a number the kernel must be asked.
    const open =
      typeof fileobj === 'number'
        ? this.isStillOpen(registration)
        : descriptorOrNone(fileobj) === fd;
    if (open) return true;
    registration.armed = false;
    registration.attached = false;
    this.detach(registration);
    return false;
  }

  /** Waits once; `null` means neither hits nor a wake-up. */
  #collect(timeoutMs: number | null): ReadyEntry<Data, FileObject>[] | null {
    const ready = new ReadyList<Data, FileObject>(this.#isOpen);
    const limit = this.#woken ? 0 : timeoutMs;
    const told = isDebugging ? debugCollect(this, limit) : null;
    this.wait(limit, ready);
    told?.(ready);
    if (ready.length === 0 && !this.#woken) return null;
    this.#woken = false;
    return ready.length === 0 ? [] : ready;
  }

  #openLoop(): SelectorLoop<Data, FileObject> {
    return (this.#loop ??= selectorLoop({
      watch: () => (this.resources.watch ??= new LoopWatch(this.watchedFd())),
      collect: () => this.#collect(0),
      hasUnannounced: () => this.#woken || this.hasUnannounced(),
      onFalseAlarm: () => this.onFalseAlarm(),
      isOpen: this.#isOpen,
      hasOneEntry: () => this.registrations.byFd.size === 1 && this.resources.channel === null,
      isWatched: (key) => this.isWatched(SelectorKey.registrationOf(key)),
    }));
  }
}
