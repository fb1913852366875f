// Waits on Node's event loop by callback, for descriptors that stay open, such as a listener or the pipe to a child process.

import { checkOptionNames, closedError, argTypeError, inspectLine } from '@fdset/posix';
import type { InspectArguments } from '@fdset/posix';
import { AsyncResource } from 'node:async_hooks';
import { inspect } from 'node:util';

import type { BaseSelector } from './base-selector.js';
import type { DescriptorWaits, Wait } from './descriptor-waits.js';
import { checkEvents, nameEvents } from './events.js';
import type { FileObjectLike } from './file-object.js';
import type { LoopWaits } from './loop-waits.js';
import { acquireWaits, releaseWaits } from './shared-waits.js';

/** Options of {@link watch}. */
export interface WatchOptions {
  /**
   * The selector to register with, of any backend; default: one that all watches of this thread share. While a watch uses
   * the selector, Node's event loop waits for it, and its `selectAsync` is refused.
   */
  readonly selector?: BaseSelector | undefined;
  /**
   * Called once when the watch ends by itself, with `ERR_FDSET_CLOSED` when its descriptor or its selector was closed.
   * Without it such a watch just ends.
   */
  readonly onError?: ((error: Error) => void) | undefined;
}

/** The callback of a watch, which gets the file object and its ready events. */
export type WatchCallback<FileObject> = (fileobj: FileObject, events: number) => void;

/** A watched descriptor, which {@link watch} returns. */
export interface Watch extends Disposable {
  /**
   * Watches for other events from now on; 0 pauses the watch.
   * @throws RangeError `ERR_FDSET_INVALID_EVENTS`; TypeError `ERR_FDSET_CLOSED` once it has ended; SocketError `EBADF`.
   */
  modify(events: number): void;
  /** Ends the watch: the callback is not called again. Idempotent. */
  stop(): void;
  /** Keeps the process alive while it watches, which is the default. */
  ref(): this;
  /** Lets the process end although it watches. */
  unref(): this;
}

/**
 * Calls back with `(fileobj, events)` from Node's event loop while a descriptor is ready. It is level-triggered, and
 * readiness is a hint, so read and write without blocking. One descriptor may have any number of watches and waits. A watch
 * keeps the process alive until `stop()`.
 *
 * `close` and `dup2` of @fdset/posix, and thus `Socket.close`, end the watches of the descriptor. If another thread or `fs`
 * closes the descriptor, the watch notices it only when the object's `fileno()` shows it at the next event, so stop the
 * watch first. An error that a callback throws is uncaught; the other callbacks of the batch are still called. Callbacks run
 * in the asynchronous context of this call.
 *
 * @throws TypeError `ERR_FDSET_INVALID_FILE_OBJECT`, `ERR_FDSET_INVALID_ARG_TYPE`, `ERR_FDSET_ALREADY_WAITING`; RangeError
 * `ERR_FDSET_INVALID_EVENTS`, `ERR_FDSET_OUT_OF_RANGE`; SocketError `EBADF`, `EPERM` (a regular file), `EMFILE`. Nothing
 * stays registered then.
 */
export function watch<FileObject extends FileObjectLike>(
  fileobj: FileObject,
  events: number,
  callback: WatchCallback<FileObject>,
  options: WatchOptions = {},
): Watch {
  checkOptionNames(options, ['selector', 'onError'], 'watch');
  const { selector, onError } = options;
  if (typeof callback !== 'function') throw noCallback(events, callback);
  if (onError !== undefined && typeof onError !== 'function')
    throw argTypeError('The option onError must be a function');
  const waits = acquireWaits(selector);
  try {
    return new CallbackWait({ fileobj, events, callback, onError }, waits);
  } catch (error) {
    releaseWaits(waits, 'now');
    throw error;
  }
}

function noCallback(events: unknown, given: unknown): Error {
  return argTypeError(
    typeof events === 'function'
      ? 'The second argument of watch is the events, EVENT_READ, EVENT_WRITE or both: write watch(fileobj, EVENT_READ, callback)'
      : `The callback, the third argument of watch, must be a function, not ${typeof given}`,
  );
}

interface Watched<FileObject> {
  readonly fileobj: FileObject;
  readonly events: number;
  readonly callback: WatchCallback<FileObject>;
  readonly onError: ((error: Error) => void) | undefined;
}

class CallbackWait<FileObject extends FileObjectLike> implements Watch, Wait {
  readonly fileobj: FileObject;
  events: number;
  isRef = true;
  readonly #callback: WatchCallback<FileObject>;
  readonly #onError: ((error: Error) => void) | undefined;
  readonly #context = new AsyncResource('FDSET_WATCH', { requireManualDestroy: true });
  readonly #waits: LoopWaits;
  /** The waits of its descriptor; null while it is paused. */
  #own: DescriptorWaits | null;
  #ended: Error | null = null;

  constructor({ fileobj, events, callback, onError }: Watched<FileObject>, waits: LoopWaits) {
    this.fileobj = fileobj;
    this.events = events;
    this.#callback = callback;
    this.#onError = onError;
    this.#waits = waits;
    this.#own = waits.add(this);
  }

  modify(events: number): void {
    if (this.#ended !== null) throw this.#ended;
    if (events === this.events) return;
    if (events === 0) return this.#pause();
    checkEvents(events, this.#waits.selector);
    const before = this.events;
    this.events = events;
    try {
      if (this.#own === null) this.#own = this.#waits.add(this);
      else this.#waits.update(this.#own);
    } catch (error) {
      this.events = before;
      throw error;
    }
  }

  stop(): void {
    if (this.#ended !== null) return;
    this.#ended = closedError('watch');
    this.#pause();
    releaseWaits(this.#waits, 'now');
  }

  ref(): this {
    return this.#setRef(true);
  }

  unref(): this {
    return this.#setRef(false);
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  ready(events: number): void {
    this.#context.runInAsyncScope(this.#callback, undefined, this.fileobj, events);
  }

  fail(error: Error): void {
    this.#own = null;
    this.events = 0;
    this.#ended = error;
    releaseWaits(this.#waits, 'now');
    const onError = this.#onError;
    if (onError !== undefined)
      queueMicrotask(() => this.#context.runInAsyncScope(onError, undefined, error));
  }

  /** `console.log(watch)` shows its descriptor and its events. */
  [inspect.custom](...given: InspectArguments): string {
    return inspectLine('Watch', () => this.#parts(), ...given);
  }

  toString(): string {
    return this[inspect.custom]();
  }

  #parts(): string[] {
    if (this.#ended !== null) return ['ended'];
    const state =
      this.#own === null ? ['paused'] : [`fd=${this.#own.fd}`, `events=${nameEvents(this.events)}`];
    return this.isRef ? state : [...state, 'unref'];
  }

  #pause(): void {
    this.events = 0;
    const own = this.#own;
    this.#own = null;
    if (own !== null) this.#waits.remove(own, this);
  }

  #setRef(isRef: boolean): this {
    if (isRef === this.isRef) return this;
    this.isRef = isRef;
    if (this.#own !== null) this.#waits.countAlive(isRef ? 1 : -1);
    return this;
  }
}
