// A descriptor watched by Node's event loop.
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

// A test runner's fake timers replace the global one.
const nextTurn = timers.setImmediate;

/** Called with -errno or 0, and with WATCH_READABLE and WATCH_WRITABLE. */
export type WatchCallback = (status: number, events: number) => void;

/**
 * Watches one descriptor from Node's event loop, level-triggered. Meant for epoll and kqueue
 * descriptors, which are readable while anything in their set is ready.
 *
 * Watching sets O_NONBLOCK on the descriptor. One that Node or another watcher of this thread watches
 * already is refused with EEXIST, a regular file with EPERM. Close the watcher before the descriptor. An active one
 * whose descriptor `close` of this package closes is stopped, and called back with -EBADF; so is one that was started just before
 * somebody else closed it; afterwards `start` throws EBADF. What others close while it is watched keeps its place in libuv's table:
 * the next owner of the number, a socket of Node's too, would never be read.
 * An active watcher keeps the event loop alive and is not collected.
 *
 * Source: libuv, uv_poll_t.
 */
export class Watcher {
  #handle: WatcherHandle | null;
  readonly #fd: number;
  /** What it was started for last. */
  #events = 0;
  #isRef = true;
  // The addon holds the callback weakly while nothing is awaited.
  readonly #callback: WatchCallback;
  #unhear: (() => void) | null = null;

  /** @throws SocketError `EBADF`, `EEXIST`, `EPERM`. */
  constructor(fd: number, callback: WatchCallback) {
    checkListener(callback);
    this.#callback = (status, events) => {
      // libuv has stopped by itself.
      if (status < 0) this.#hearNoMore();
      callback(status, events);
    };
    this.#fd = fd;
    this.#handle = checkValue(addon.watcherCreate(fd, this.#callback), 'uv_poll_init');
  }

  /** Begins to watch, or changes what is watched for. @throws SocketError `EBADF`. */
  start(events = WATCH_READABLE): void {
    check(addon.watcherStart(this.#open(), events), 'uv_poll_start');
    this.#events = events;
    this.#unhear ??= onClosing(this.#fd, (cause) => this.#closing(cause));
  }

  stop(): void {
    addon.watcherStop(this.#open());
    this.#hearNoMore();
  }

  /** Lets an active watcher keep the event loop alive: the default. */
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
    this.#hearNoMore();
    addon.watcherClose(this.#handle);
    this.#handle = null;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** `console.log(watcher)`: what it watches, and for what. */
  [inspect.custom](...given: InspectArguments): string {
    return inspectLine(classNameOf(this, 'Watcher'), () => this.#parts(), ...given);
  }

  toString(): string {
    return this[inspect.custom]();
  }

  // Before the number is free: libuv's own watcher of its next owner would never be called.
  #closing(cause: ClosingCause): void {
    this.#unhear = null;
    if (cause !== 'closed') {
      this.#unhear = onClosing(this.#fd, (next) => this.#closing(next));
      return;
    }
    this.stop();
    nextTurn(() => {
      if (this.#handle !== null) this.#callback(-constants.errno.EBADF, 0);
    });
  }

  #hearNoMore(): void {
    this.#unhear?.();
    this.#unhear = null;
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
