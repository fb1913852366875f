// The server's own words on stderr. Whoever read them may have gone (EPIPE), the disk may be full (ENOSPC): that must not
// end the server, which an 'error' of `process.stderr` that nobody hears would do. A Console hears only the first of them
// (Node 20 to 26 take every later one for told already).
import { setImmediate } from 'node:timers';
import type { Writable } from 'node:stream';

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
