// The lines of NODE_DEBUG=fdset. Node's own util.debuglog writes by process.stderr, which shows nothing of a worker thread that
// blocks, nor of a forked child that ends at once. So its name and its form are used, and the line is written by a system call.
import { writeSync } from 'node:fs';
import { debuglog } from 'node:util';
import { kindOf } from './arguments.js';
import { argTypeError } from './misuse.js';
import { getpid } from './process.js';
import { monotonicMs } from './timestamps.js';

const STDERR = 2;

/**
 * Whether NODE_DEBUG names fdset. It does not change, so code that is called often checks it before it makes a text, at the cost
 * of reading a constant.
 */
export const isDebugging: boolean = debuglog('fdset').enabled;

// What comes of a client, as the name of its socket, must not begin a line of its own nor control the terminal that shows it.
const CONTROL = /[\p{Cc}\u2028\u2029]/gu;

/** Writes one line, as `FDSET 1234: accepted 9 from 127.0.0.1:40000`, or `FDSET 1234/2: ...` of worker thread 2. */
export function debugLine(text: string): void {
  try {
    writeSync(STDERR, `FDSET ${getpid()}${thread()}: ${text.replaceAll(CONTROL, ' ')}\n`);
  } catch {
    // The process has no stderr, or nobody reads it and it does not wait (EAGAIN): the program goes on without the line.
  }
}

/** Begins a wait, and returns what writes its line: how long it took, and what it found. */
export function debugWait(timeoutMs: number | null): (found: string) => void {
  const startedAt = monotonicMs();
  return (found) => {
    const limited = typeof timeoutMs === 'number' && timeoutMs < Infinity;
    const waited = debugMs(monotonicMs() - startedAt);
    debugLine(`waited ${waited}${limited ? ` of ${debugMs(timeoutMs)}` : ''}: ${found}`);
  };
}

/** A duration for a line. */
export function debugMs(durationMs: number): string {
  if (typeof durationMs !== 'number')
    throw argTypeError(`the duration must be a number, not ${kindOf(durationMs)}`);
  return `${durationMs.toFixed(1)} ms`;
}

function thread(): string {
  // A static import would load the module into every program: fork servers must be able to tell that nothing has used it.
  const { isMainThread, threadId } = process.getBuiltinModule('node:worker_threads');
  return isMainThread ? '' : `/${threadId}`;
}
