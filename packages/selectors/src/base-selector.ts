// The contract of every selector, and all of its documentation. SelectorImpl implements it for all
// backends; a backend file adds only its mechanism. After CPython's Lib/selectors.py.

import type { BusyPollStats } from '@fdset/posix';

import type { EventSupport } from './events.js';
import type { FileObjectLike } from './file-object.js';
import type { ReadyEntry } from './registration.js';
import type { OptionSupport, RegisterOptions } from './register-options.js';
import type { SelectorKey } from './registration.js';
import type { SelectorMap } from './selector-map.js';
import type { Waker } from './waker.js';

/**
 * The last arguments of `register`: data may be left out only where its type allows `undefined`.
 */
export type RegisterArguments<Data> = undefined extends Data
  ? [data?: Data, options?: RegisterOptions]
  : [data: Data, options?: RegisterOptions];

/** Options of the selectors' constructors. */
export interface SelectorOptions {
  /**
   * How long a blocking `select` spins before it blocks, at most: 0 (default, not at all) to
   * 1,000,000 microseconds. Takes the sleeping and waking out of a round trip when connections are
   * few, and costs processor time: see {@link BaseSelector.busyPollStats}. While events are rarer
   * than the bound it does not spin. `selectAsync` never does: that would stop Node's event loop.
   */
  readonly busyPollUs?: number | undefined;
}

/** Options of {@link BaseSelector.selectAsync}. */
export interface SelectAsyncOptions {
  /** Ends the wait; the promise is rejected with the signal's reason. No event is lost by it. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits until one of many descriptors is ready. `Data` is what callers attach to a registration,
 * `FileObject` what they register.
 *
 * A selector belongs to the thread that made it; only its {@link Waker} may be used from others.
 * Every method throws `ERR_FDSET_CLOSED` once the selector is closed, `close` excepted. Readiness
 * is a hint, as in the system calls underneath: a read may still find nothing (`EAGAIN`), so
 * registered descriptors should be non-blocking. The order of a batch and fairness among it are not
 * guaranteed.
 */
export abstract class BaseSelector<
  Data = unknown,
  FileObject extends FileObjectLike = FileObjectLike,
>
  implements EventSupport, OptionSupport, Disposable, AsyncIterable<ReadyEntry<Data, FileObject>>
{
  /** Whether `EVENT_PRI` may be asked for. */
  abstract readonly supportsPri: boolean;
  /** Whether `EVENT_RDHUP` may be asked for. */
  abstract readonly supportsRdhup: boolean;
  /** Whether the option `edge` may be used. */
  abstract readonly supportsEdge: boolean;
  /** Whether the option `oneshot` may be used. */
  abstract readonly supportsOneshot: boolean;
  /** Whether the option `exclusive` may be used. */
  abstract readonly supportsExclusive: boolean;

  /** The option `busyPollUs`; 0 when `select` does not spin. */
  abstract readonly busyPollUs: number;

  /** What spinning has cost and brought so far: spins, those that found something, milliseconds. */
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
   * `EBADF` when the descriptor is closed, `EPERM` for a regular file or a directory on epoll (the
   * others report those as always ready). Nothing stays registered after an error.
   */
  abstract register(
    fileobj: FileObject,
    events: number,
    ...rest: RegisterArguments<Data>
  ): SelectorKey<Data, FileObject>;

  /**
   * Ends a registration. Works on an object that has been closed since, and on a number that means
   * another file by now. Unregister *before* closing all the same: see docs/selectors.md.
   *
   * @returns The key that was registered.
   * @throws RangeError `ERR_FDSET_NOT_REGISTERED`; TypeError `ERR_FDSET_INVALID_FILE_OBJECT`.
   */
  abstract unregister(fileobj: FileObject | number): SelectorKey<Data, FileObject>;

  /**
   * Changes the events, the data (left out, it becomes `undefined`) or the options (left out, they
   * stay) of a registration. Costs a system call only if events or options change, or if a oneshot
   * registration has reported: any `modify` re-arms that.
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
   * Waits until a registered file object is ready, *blocking this thread*: right in a worker or a
   * small program. Ends on `worker.terminate()` and `process.exit()`.
   *
   * @param timeoutMs - Milliseconds, never shortened (fractions count, any size works); `null`
   * waits for ever, `<= 0` polls.
   * @returns The ready file objects, each once with all of its ready events; `[]` when the time is
   * up or after a wake-up. Errors and hang-ups count as `EVENT_READ` and `EVENT_WRITE`, as far as
   * asked for. Dispatch with `for ... of`, which leaves out what earlier callbacks of the batch
   * ended.
   * @throws InterruptedError on the main thread when a signal with a JavaScript handler arrives
   * (return to the event loop and the handler runs); other signals do not end the wait. TypeError
   * `ERR_FDSET_INVALID_ARG_TYPE`, RangeError `ERR_FDSET_OUT_OF_RANGE` (NaN).
   */
  abstract select(timeoutMs?: number | null): ReadyEntry<Data, FileObject>[];

  /**
   * Waits as {@link select} does, but beside Node's event loop: timers, `fs` and `net` go on. The
   * wait keeps the process alive. One wait at a time.
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
   * closed. Wake-ups are not seen. Leaving the loop drops the rest of the batch: level-triggered
   * registrations report again, edge-triggered and oneshot ones do not.
   */
  abstract [Symbol.asyncIterator](): AsyncGenerator<ReadyEntry<Data, FileObject>, undefined>;

  /**
   * Ends the wait that is pending on this selector, or else the next one: it returns at once, with
   * whatever is ready. Several wake-ups before it are one.
   */
  abstract wakeup(): void;

  /**
   * The selector's waker, whose `handle` goes to other threads by `postMessage`. Costs a descriptor
   * from the first call on.
   */
  abstract waker(): Waker;

  /**
   * Whether a key still is its file object's registration: not unregistered, not replaced by
   * `modify`. For loops that dispatch a batch without `for ... of`.
   */
  abstract isCurrent(key: SelectorKey<Data, FileObject>): boolean;

  /**
   * The key of a registered file object.
   *
   * @throws RangeError `ERR_FDSET_NOT_REGISTERED`; TypeError `ERR_FDSET_INVALID_FILE_OBJECT`.
   */
  abstract getKey(fileobj: FileObject | number): SelectorKey<Data, FileObject>;

  /** The live, read-only map of all registrations. A map kept across `close` is empty. */
  abstract getMap(): SelectorMap<Data, FileObject>;

  /**
   * Closes the selector's own descriptors, not those registered; a pending `selectAsync` is
   * rejected with `ERR_FDSET_CLOSED`. Idempotent. A selector that is collected unclosed closes them
   * too.
   */
  abstract close(): void;

  /** The state in a line, as `console.log` shows it: `EpollSelector { open registered=2 }`. */
  abstract toString(): string;

  /** Same as {@link close}. */
  [Symbol.dispose](): void {
    this.close();
  }
}
