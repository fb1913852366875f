// Names the kind of a descriptor, for errors of calls that refuse it; the kernel's ENOTSOCK, EPERM and EBADF do not tell the
// kind.
import { fstatSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';

/** The kind of a descriptor in words, such as `a pipe`, `a regular file`, `not open`. It never throws. */
export function kindOfDescriptor(fd: number): string {
  // For a value that is no number Node 20 asks the value itself for its error message, and aborts when that throws.
  if (!Number.isInteger(fd)) return 'not open';
  try {
    // With bigint Node 20 does not use the array of numbers that its next realpath reads; a pipe or a socket in that array would
    // end realpath early.
    return kindOf(fstatSync(fd, { bigint: true }));
  } catch {
    return 'not open';
  }
}

function kindOf(stats: BigIntStats): string {
  if (stats.isFile()) return 'a regular file';
  if (stats.isDirectory()) return 'a directory';
  if (stats.isFIFO()) return 'a pipe';
  if (stats.isSocket()) return 'a socket';
  if (stats.isCharacterDevice()) return 'a terminal or another device';
  return 'neither a file nor a socket';
}
