// How the servers print: straight to descriptor 1, a line at a time, and only if the reader has room.
// A server that blocked on a full pipe would serve nobody and hear no signal; so a line that nobody reads is dropped.
import { writeSync } from 'node:fs';
import { poll, POLLOUT } from '@fdset/posix';

const STDOUT = 1;
const stdoutEntry = new Int32Array([STDOUT, POLLOUT, 0]);

/** Prints a line at once, also into a pipe; drops it when the pipe is full or its reader has gone. */
export function say(line: string): void {
  if (!hasRoom()) return;
  try {
    writeSync(STDOUT, `${line}\n`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EPIPE' && code !== 'EAGAIN' && code !== 'EIO') throw error;
  }
}

/** poll(2) on a pipe says writable while PIPE_BUF bytes fit, which every line here does. */
function hasRoom(): boolean {
  stdoutEntry[2] = 0;
  return poll(stdoutEntry, 1, 0) > 0 && (stdoutEntry[2] & POLLOUT) !== 0;
}
