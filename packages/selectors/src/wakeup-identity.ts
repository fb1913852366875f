// Tells one eventfd from another file under the same number. Used by Waker and WakeupChannel.

import { read } from '@fdset/posix';
import { closeSync, openSync } from 'node:fs';

const INFO_BYTES = 1024;

/**
 * The kernel's own id of an eventfd, `null` where the system does not tell (no /proc, Linux < 5.2,
 * a pipe).
 *
 * Ids are reused as numbers are, but only by other eventfds, where a stray wake-up does no harm.
 *
 * @throws The error of `fs` when /proc is there but cannot be read: EMFILE.
 */
export function wakeupIdentity(fd: number): string | null {
  const info = readInfo(`/proc/self/fdinfo/${fd}`);
  return info === null ? null : (/^eventfd-id:\s*(\S+)/m.exec(info)?.[1] ?? null);
}

// Opened by fs, which closes it if this thread is terminated here; read by posix, which tries again
// after a signal. readFileSync would not, and leaves the file open when it cannot tell its size.
function readInfo(path: string): string | null {
  const file = tryOpen(path);
  if (file === null) return null;
  try {
    const info = Buffer.alloc(INFO_BYTES);
    return info.toString('latin1', 0, read(file, info));
  } finally {
    closeSync(file);
  }
}

function tryOpen(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'ENOENT' || code === 'EACCES') return null;
    throw error;
  }
}
