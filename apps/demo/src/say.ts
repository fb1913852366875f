// Prints the lines of the servers directly to descriptor 1, and only if the pipe has room. A server that blocked on a full pipe
// would serve no client and handle no signal, so a line that does not fit is dropped.
import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { poll, POLLOUT } from '@fdset/posix';
import { InterruptedError } from '@fdset/socket';
import { endWithoutOutput } from './end-without-output.js';

const STDOUT = 1;
const stdoutEntry = new Int32Array([STDOUT, POLLOUT, 0]);

/** Prints a line at once, even into a pipe; drops it when the pipe is full or its reader has gone. */
export function say(line: string): void {
  if (hasRoom(0)) write(line);
}

/** How long a slow reader has for what is in the pipe. */
const LAST_LINE_MS = 5000;

/** Prints the last line of a server, its report: nobody is served any more, so it waits for a reader that is behind. */
export function sayLast(line: string): void {
  if (hasRoom(LAST_LINE_MS)) write(line);
}

function write(line: string): void {
  try {
    writeSync(STDOUT, `${line}\n`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EPIPE' && code !== 'EAGAIN' && code !== 'EIO')
      fail(error as NodeJS.ErrnoException);
  }
}

/** A thread serves one request: its server tells what becomes of that. */
function fail(error: NodeJS.ErrnoException): never {
  if (!isMainThread) throw error;
  endWithoutOutput(error);
}

/** poll(2) reports a pipe as writable while PIPE_BUF bytes fit, and no line here is longer. */
function hasRoom(patienceMs: number): boolean {
  stdoutEntry[2] = 0;
  try {
    return poll(stdoutEntry, 1, patienceMs) > 0 && (stdoutEntry[2] & POLLOUT) !== 0;
  } catch (error) {
    // Whoever sends a signal now does not want to wait.
    if (error instanceof InterruptedError) return false;
    throw error;
  }
}
