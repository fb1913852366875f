// Watches a descriptor on Node's event loop.
import { constants } from 'node:os';
import * as timers from 'node:timers';
import { inspect } from 'node:util';
import { addon, type WatcherHandle } from './addon.js';
import { checkListener } from './arguments.js';
import { checkValue, check } from './check.js';
import { WATCH_READABLE, WATCH_WRITABLE } from './constants.js';
import { classNameOf, inspectLine } from './inspect-line.js';
import type { InspectArguments } from './inspect-line.js';
import { closedError } from './misuse.js';
import { onClosing } from './on-closing.js';
import type { ClosingCause } from './on-closing.js';

// This is not the function of globalThis, which a test runner's fake timers replace.
const nextTurn = timers.setImmediate;

/** Called with -errno or 0, and with WATCH_READABLE and WATCH_WRITABLE. */
export type WatchCallback = (status: number, events: number) => void;

/**
 * Watches one descriptor on Node's event loop, level-triggered. It is meant for epoll and kqueue
 * descriptors, which are readable while a member of their set is ready.
 *
 * Watching sets O_NONBLOCK on the descriptor. A descriptor that Node or another watcher of this thread already watches is
 * refused with EEXIST, a regular file with EPERM.
 *
 * Close the watcher before the descriptor. If `close` of this package closes the descriptor of an active watcher, the watcher
 * stops and its callback gets -EBADF. The same happens if other code closes the descriptor right after `start`; later calls of
 * `start` throw EBADF. A descriptor that other code closes while it is watched keeps its entry in libuv's table, and the next
 * file with the same number, even a socket of Node's, is never read.
 *
 * An active watcher keeps the event loop running and is not garbage-collected.
 *
 * Source: libuv, uv_poll_t.
 */
export class Watcher {
  #handle: WatcherHandle | null;
  readonly #fd: number;
  /** The events of the last `start`. */
  #events = 0;
  #isRef = true;
  // The addon refers to the callback only weakly while the watcher is inactive.
  readonly #callback: WatchCallback;
  #ignoreClosing: (() => void) | null = null;

  /** @throws SocketError `EBADF`, `EEXIST`, `EPERM`. */
  constructor(fd: number, callback: WatchCallback) {
    checkListener(callback);
    this.#callback = (status, events) => {
      // libuv has stopped watching after an error.
      if (status < 0) this.#stopListening();
      callback(status, events);
    };
    this.#fd = fd;
    this.#handle = checkValue(addon.watcherCreate(fd, this.#callback), 'uv_poll_init');
  }

  /** Begins to watch, or changes the events. @throws SocketError `EBADF`. */
  start(events = WATCH_READABLE): void {
    check(addon.watcherStart(this.#open(), events), 'uv_poll_start');
    this.#events = events;
    this.#ignoreClosing ??= onClosing(this.#fd, (cause) => this.#onClosing(cause));
  }

  stop(): void {
    addon.watcherStop(this.#open());
    this.#stopListening();
  }

  /** Makes an active watcher keep the event loop running, which is the default. */
  ref(): this {
    addon.watcherSetRef(this.#open(), true);
    this.#isRef = true;
    return this;
  }

  unref(): this {
    addon.watcherSetRef(this.#open(), false);
    this.#isRef = false;
    return this;
  }

  /** Ends the watcher for good; the descriptor may be closed at once afterwards. Idempotent. */
  close(): void {
    if (this.#handle === null) return;
    this.#stopListening();
    addon.watcherClose(this.#handle);
    this.#handle = null;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** `console.log(watcher)` shows its state, its events and its descriptor. */
  [inspect.custom](...given: InspectArguments): string {
    return inspectLine(classNameOf(this, 'Watcher'), () => this.#parts(), ...given);
  }

  toString(): string {
    return this[inspect.custom]();
  }

  // Stops before the number is free, because libuv would otherwise never call a watcher of the next file with this number.
  #onClosing(cause: ClosingCause): void {
    this.#ignoreClosing = null;
    if (cause !== 'closed') {
      this.#ignoreClosing = onClosing(this.#fd, (next) => this.#onClosing(next));
      return;
    }
    this.stop();
    nextTurn(() => {
      if (this.#handle !== null) this.#callback(-constants.errno.EBADF, 0);
    });
  }

  #stopListening(): void {
    this.#ignoreClosing?.();
    this.#ignoreClosing = null;
  }

  #parts(): string[] {
    if (this.#handle === null) return ['closed'];
    const isActive = addon.watcherIsActive(this.#handle) === 1;
    const state = isActive ? ['active', `events=${namesOf(this.#events)}`] : ['stopped'];
    return [...state, `fd=${this.#fd}`, ...(this.#isRef ? [] : ['unref'])];
  }

  #open(): WatcherHandle {
    if (this.#handle === null) throw closedError('watcher');
    return this.#handle;
  }
}

const NAMES = [
  [WATCH_READABLE, 'WATCH_READABLE'],
  [WATCH_WRITABLE, 'WATCH_WRITABLE'],
] as const;

function namesOf(events: number): string {
  return NAMES.filter(([bit]) => (events & bit) !== 0)
    .map(([, name]) => name)
    .join('|');
}
