// Distinguishes an eventfd from another file under the same number. Waker and WakeupChannel use it.

import { read } from '@fdset/posix';
import { closeSync, openSync } from 'node:fs';

const INFO_BYTES = 1024;

/**
 * The kernel's own id of an eventfd, or `null` where the system does not give one (no /proc, Linux < 5.2, a pipe).
 *
 * Ids are reused like numbers, but only by other eventfds, for which a stray wake-up is harmless.
 *
 * @throws The error of `fs` when /proc exists but cannot be read: EMFILE.
 */
export function wakeupIdentity(fd: number): string | null {
  const info = readInfo(`/proc/self/fdinfo/${fd}`);
  return info === null ? null : (/^eventfd-id:\s*(\S+)/m.exec(info)?.[1] ?? null);
}

// `fs` opens the file, because it closes the file if this thread is terminated here. `posix` reads it, because it tries again
// after a signal. readFileSync does not try again, and leaves the file open when it cannot get its size.
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
