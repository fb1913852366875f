// What every room of this package needs: of the language, of the clock, of stderr.
import type { Writable } from 'node:stream';
import { setImmediate } from 'node:timers';
import { inspect, types } from 'node:util';

/** Options of which none is left out: `Required` leaves an `undefined` that is written in a type. */
export type Complete<Options> = {
  readonly [Name in keyof Options]-?: Exclude<Options[Name], undefined>;
};

// Errors of another realm (node:vm, a test runner's environment) are no instances of this one's Error.

/** Whether a value is an error, of whichever realm; a DOMException is one by its prototype alone. */
export const isError = (value: unknown): value is Error =>
  types.isNativeError(value) || value instanceof Error;

// Handlers and hooks may be synchronous or not. A request that is synchronous throughout makes no
// promise: that would put a turn of the microtask queue between a request and the next.

/** A value now or later. */
export type MaybePromise<T> = T | PromiseLike<T>;

/** Whether there is something to wait for. */
export const isPromise = <T>(value: MaybePromise<T>): value is PromiseLike<T> =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as { then?: unknown }).then === 'function';

// The clock of servers, taken when they are loaded, as their timers are (from node:timers): a test runner that replaces those
// of globalThis must not make limits and drains wait for ever.

/** Milliseconds on the clock of `performance.now()`, whatever has taken its place. */
export const nowMs: () => number = performance.now.bind(performance);

// Anything thrown as text. What was thrown is the handler's: a getter or a trap of it may throw as well, and
// must not take the server's own work with it.

/** As `inspect`, which throws what getters and traps of its subject do. */
export const shown = (value: unknown): string => {
  try {
    return inspect(value);
  } catch {
    return `something that cannot be shown (${typeof value})`;
  }
};

// The server's own words on stderr. Whoever read them may have gone (EPIPE), the disk may be full (ENOSPC): that must not
// end the server, which an 'error' of `process.stderr` that nobody hears would do. A Console hears only the first of them
// (Node 20 to 26 take every later one for told already).

const forget = (): void => {};
let pending = 0;

/** Writes a line, or does without: what becomes of it is nobody's error. */
export const printLine = (line: string): void => {
  try {
    write(process.stderr, `${line}\n`);
  } catch {
    // There is no stderr at all.
  }
};

// The listener stays no longer than needed: what the program itself writes is the program's matter.
const write = (stream: Writable, text: string): void => {
  if (pending === 0) stream.on('error', forget);
  pending++;
  // The 'error' follows the callback, in the same turn of the event loop.
  stream.write(text, () => setImmediate(() => settle(stream)));
};

const settle = (stream: Writable): void => {
  pending--;
  if (pending === 0) stream.off('error', forget);
};
