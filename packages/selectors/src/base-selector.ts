// The contract of every selector, with its documentation. SelectorImpl implements it for all backends, and a backend file
// adds only its mechanism. Source: CPython's Lib/selectors.py.

import type { BusyPollStats } from '@fdset/posix';

import type { EventSupport } from './events.js';
import type { FileObjectLike } from './file-object.js';
import type { ReadyEntry } from './registration.js';
import type { OptionSupport, RegisterOptions } from './register-options.js';
import type { SelectorKey } from './registration.js';
import type { SelectorMap } from './selector-map.js';
import type { Waker } from './waker.js';

/**
 * The last arguments of `register`. The data may be omitted only if its type allows `undefined`.
 */
export type RegisterArguments<Data> = undefined extends Data
  ? [data?: Data, options?: RegisterOptions]
  : [data: Data, options?: RegisterOptions];

/** Options of the selectors' constructors. */
export interface SelectorOptions {
  /**
   * How long a blocking `select` spins at most before it blocks, in microseconds: 0 (default, never) to 1,000,000.
   * Spinning saves sleeping and waking in a round trip with few connections, and costs processor time: see
   * {@link BaseSelector.busyPollStats}. While events are rarer than the bound, `select` does not spin. `selectAsync` never
   * spins, because that would stop Node's event loop.
   */
  readonly busyPollUs?: number | undefined;
}

/** Options of {@link BaseSelector.selectAsync}. */
export interface SelectAsyncOptions {
  /** An abort ends the wait, and the promise rejects with the signal's reason. No event is lost. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits until one of many descriptors is ready. `Data` is the type of the data that callers attach to a registration,
 * `FileObject` the type of the objects that they register.
 *
 * Only the thread that made a selector may use it; other threads may use its {@link Waker}. Once the selector is closed,
 * every method except `close` throws `ERR_FDSET_CLOSED`. Readiness is a hint, as with the underlying system calls: a read
 * may still find nothing (`EAGAIN`), so registered descriptors should be non-blocking. The order of a batch is not
 * guaranteed, and neither is fairness.
 */
export abstract class BaseSelector<
  Data = unknown,
  FileObject extends FileObjectLike = FileObjectLike,
>
  implements EventSupport, OptionSupport, Disposable, AsyncIterable<ReadyEntry<Data, FileObject>>
{
  /** Whether `EVENT_PRI` may be registered. */
  abstract readonly supportsPri: boolean;
  /** Whether `EVENT_RDHUP` may be registered. */
  abstract readonly supportsRdhup: boolean;
  /** Whether the option `edge` may be used. */
  abstract readonly supportsEdge: boolean;
  /** Whether the option `oneshot` may be used. */
  abstract readonly supportsOneshot: boolean;
  /** Whether the option `exclusive` may be used. */
  abstract readonly supportsExclusive: boolean;

  /** The option `busyPollUs`; 0 when `select` does not spin. */
  abstract readonly busyPollUs: number;

  /** The statistics of spinning so far: how often `select` spun, how often that found an event, and for how long in ms. */
  abstract readonly busyPollStats: BusyPollStats;

  /** Whether the selector has been closed. */
  abstract readonly closed: boolean;

  /**
   * Registers a file object for some events.
   *
   * @param fileobj - A descriptor number or an object that has one.
   * @param events - A mask of `EVENT_READ`, `EVENT_WRITE` and, where supported, `EVENT_PRI`,
   * `EVENT_RDHUP`.
   * @param rest - The data to attach, and the {@link RegisterOptions}.
   * @returns The key that `select` will report.
   * @throws RangeError `ERR_FDSET_INVALID_EVENTS`, `ERR_FDSET_ALREADY_REGISTERED` (also for the
   * same number through another object), `ERR_FDSET_OUT_OF_RANGE` (negative, or too large for
   * select(2)); TypeError `ERR_FDSET_INVALID_FILE_OBJECT`, `ERR_FDSET_UNSUPPORTED`; SocketError
   * `EBADF` when the descriptor is closed, `EPERM` for a regular file or a directory on epoll (poll
   * and select report those as always ready). Nothing stays registered after an error.
   */
  abstract register(
    fileobj: FileObject,
    events: number,
    ...rest: RegisterArguments<Data>
  ): SelectorKey<Data, FileObject>;

  /**
   * Ends a registration. It also works if the object has been closed meanwhile, or if the number now means another file.
   * Nevertheless unregister *before* closing: see docs/selectors.md.
   *
   * @returns The key that was registered.
   * @throws RangeError `ERR_FDSET_NOT_REGISTERED`; TypeError `ERR_FDSET_INVALID_FILE_OBJECT`.
   */
  abstract unregister(fileobj: FileObject | number): SelectorKey<Data, FileObject>;

  /**
   * Changes the events, the data or the options of a registration. Omitted data becomes `undefined`, omitted options stay.
   * It makes a system call only if events or options change, or if a oneshot registration has reported: any `modify`
   * re-arms that.
   *
   * @returns The new key, or the same one if neither events nor data differ.
   * @throws RangeError `ERR_FDSET_NOT_REGISTERED`, `ERR_FDSET_INVALID_EVENTS`; TypeError
   * `ERR_FDSET_UNSUPPORTED` for the events of an exclusive registration; SocketError `EBADF`,
   * `ENOENT` when the descriptor was closed. The old key stays valid after an error.
   */
  abstract modify(
    fileobj: FileObject | number,
    events: number,
    ...rest: RegisterArguments<Data>
  ): SelectorKey<Data, FileObject>;

  /**
   * *Blocks this thread* until a registered file object is ready, which suits a worker or a small program.
   * `worker.terminate()` and `process.exit()` end the wait.
   *
   * @param timeoutMs - Milliseconds, which are never shortened (fractions count, any size works); `null`
   * waits for ever, `<= 0` polls.
   * @returns The ready file objects, each once with all of its ready events; `[]` when the time is
   * up or after a wake-up. Errors and hang-ups count as those of `EVENT_READ` and `EVENT_WRITE` that are registered.
   * Dispatch with `for ... of`, which skips entries whose registration an earlier callback of the batch has ended.
   * @throws InterruptedError on the main thread when a signal with a JavaScript handler arrives
   * (return to the event loop and the handler runs); other signals do not end the wait. TypeError
   * `ERR_FDSET_INVALID_ARG_TYPE`, RangeError `ERR_FDSET_OUT_OF_RANGE` (NaN).
   */
  abstract select(timeoutMs?: number | null): ReadyEntry<Data, FileObject>[];

  /**
   * Waits as {@link select} does, but on Node's event loop: timers, `fs` and `net` go on. The wait keeps the process alive.
   * Only one wait may be pending at a time.
   *
   * @throws (rejects) with the reason of an aborted signal; with `ERR_FDSET_CLOSED` when the
   * selector is closed meanwhile; TypeError `ERR_FDSET_ALREADY_WAITING` when another wait is
   * pending.
   */
  abstract selectAsync(
    timeoutMs?: number | null,
    options?: SelectAsyncOptions,
  ): Promise<ReadyEntry<Data, FileObject>[]>;

  /**
   * Delivers ready file objects one by one, as `selectAsync` finds them, until the selector is
   * closed. It does not deliver wake-ups. Leaving the loop drops the rest of the batch: level-triggered
   * registrations report again, edge-triggered and oneshot ones do not.
   */
  abstract [Symbol.asyncIterator](): AsyncGenerator<ReadyEntry<Data, FileObject>, undefined>;

  /**
   * Ends the pending wait of this selector, or else the next one. That wait returns at once, with
   * everything that is ready. Several wake-ups before it count as one.
   */
  abstract wakeup(): void;

  /**
   * The selector's waker. Send its `handle` to other threads by `postMessage`. The first call opens a descriptor.
   */
  abstract waker(): Waker;

  /**
   * Whether a key is still the current one of its registration, neither unregistered nor replaced by
   * `modify`. Loops that dispatch a batch without `for ... of` need it.
   */
  abstract isCurrent(key: SelectorKey<Data, FileObject>): boolean;

  /**
   * The key of a registered file object.
   *
   * @throws RangeError `ERR_FDSET_NOT_REGISTERED`; TypeError `ERR_FDSET_INVALID_FILE_OBJECT`.
   */
  abstract getKey(fileobj: FileObject | number): SelectorKey<Data, FileObject>;

  /** The live, read-only map of all registrations. After `close` it is empty. */
  abstract getMap(): SelectorMap<Data, FileObject>;

  /**
   * Closes the selector's own descriptors, not the registered ones; a pending `selectAsync` rejects with
   * `ERR_FDSET_CLOSED`. Idempotent. They are also closed when an unclosed selector is garbage-collected.
   */
  abstract close(): void;

  /** The state in one line, as `console.log` shows it: `EpollSelector { open registered=2 }`. */
  abstract toString(): string;

  /** Same as {@link close}. */
  [Symbol.dispose](): void {
    this.close();
  }
}
