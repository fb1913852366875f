// Helpers that every room of this package uses: types, errors, promises, the clock, stderr.
import type { Writable } from 'node:stream';
import { setImmediate } from 'node:timers';
import { inspect, types } from 'node:util';

/** Options with none left out. `Required` would keep an `undefined` that is written in a property's type. */
export type Complete<Options> = {
  readonly [Name in keyof Options]-?: Exclude<Options[Name], undefined>;
};

// An error of another realm (node:vm, a test runner's environment) is not an instance of this realm's Error.

/** Whether a value is an error of any realm. Only `instanceof` recognizes a DOMException. */
export const isError = (value: unknown): value is Error =>
  types.isNativeError(value) || value instanceof Error;

// Handlers and hooks may be synchronous or asynchronous. A fully synchronous request makes no promise, because
// a promise would put a turn of the microtask queue between one request and the next.

/** A value, or a promise of it. */
export type MaybePromise<T> = T | PromiseLike<T>;

/** Whether the value is a promise. */
export const isPromise = <T>(value: MaybePromise<T>): value is PromiseLike<T> =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as { then?: unknown }).then === 'function';

// Servers keep the clock, and the timers of node:timers, that they find when they are loaded. A test runner may replace
// the ones of globalThis later, and limits and drains would then wait for ever.

/** Milliseconds on the original clock of `performance.now()`, even if the function is replaced later. */
export const nowMs: () => number = performance.now.bind(performance);

// A handler may throw any value, and `inspect` runs the value's getters and proxy traps. They may throw as well, which
// must not interrupt the server's own work.

/** The value as text, like `inspect`, but never throws. */
export const shown = (value: unknown): string => {
  try {
    return inspect(value);
  } catch {
    return `something that cannot be shown (${typeof value})`;
  }
};

// Servers print to stderr. The reader may have gone (EPIPE) and the disk may be full (ENOSPC), and an 'error' event of
// `process.stderr` without a listener would end the process. A Console does not help: it handles only the first such
// error (Node 20 to 26 consider every later one as reported already).

const ignoreError = (): void => {};
let pending = 0;

/** Writes a line to stderr. A failure is ignored. */
export const printLine = (line: string): void => {
  try {
    write(process.stderr, `${line}\n`);
  } catch {
    // The process has no stderr.
  }
};

// The listener stays only while a write is pending, because errors of the program's own writes belong to the program.
const write = (stream: Writable, text: string): void => {
  if (pending === 0) stream.on('error', ignoreError);
  pending++;
  // The 'error' event follows the callback in the same turn of the event loop.
  stream.write(text, () => setImmediate(() => settle(stream)));
};

const settle = (stream: Writable): void => {
  pending--;
  if (pending === 0) stream.off('error', ignoreError);
};
