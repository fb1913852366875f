// Tells one eventfd from another file under the same number. Used by Waker and WakeupChannel.

import { readFileSync } from 'node:fs';

/**
 * The kernel's own id of an eventfd, `null` where the system does not tell (no /proc, Linux < 5.2,
 * a pipe).
 *
 * Ids are reused as numbers are, but only by other eventfds, where a stray wake-up does no harm.
 *
 * @throws The error of `fs` when /proc is there but cannot be read: EMFILE.
 */
export function wakeupIdentity(fd: number): string | null {
  try {
    const info = readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1');
    return /^eventfd-id:\s*(\S+)/m.exec(info)?.[1] ?? null;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'ENOENT' || code === 'EACCES') return null;
    throw error;
  }
}
