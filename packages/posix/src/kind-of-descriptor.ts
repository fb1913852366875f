// What a descriptor is, for the errors of calls that it is not fit for: the kernel's ENOTSOCK, EPERM and EBADF do not tell.
import { fstatSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';

/** What a descriptor stands for, in words: `a pipe`, `a regular file`, `not open`. Never throws. */
export function kindOfDescriptor(fd: number): string {
  try {
    // Not into the numbers that Node 20 takes for its next realpath: a pipe or a socket there ends that one early.
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
