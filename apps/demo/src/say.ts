// Prints the lines of the servers directly to descriptor 1, and only if the pipe has room. A server that blocked on a full pipe
// would serve no client and handle no signal, so a line that does not fit is dropped.
import { writeSync } from 'node:fs';
import { poll, POLLOUT } from '@fdset/posix';

const STDOUT = 1;
const stdoutEntry = new Int32Array([STDOUT, POLLOUT, 0]);

/** Prints a line at once, even into a pipe; drops it when the pipe is full or its reader has gone. */
export function say(line: string): void {
  if (!hasRoom()) return;
  try {
    writeSync(STDOUT, `${line}\n`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EPIPE' && code !== 'EAGAIN' && code !== 'EIO') throw error;
  }
}

/** poll(2) reports a pipe as writable while PIPE_BUF bytes fit, and no line here is longer. */
function hasRoom(): boolean {
  stdoutEntry[2] = 0;
  return poll(stdoutEntry, 1, 0) > 0 && (stdoutEntry[2] & POLLOUT) !== 0;
}
