// The errors of watching a descriptor, with what the descriptor is: the kernel's EPERM names neither.

import { fstatSync } from 'node:fs';

/** Adds the descriptor, and what it is, to the message of an error that the kernel has answered. */
export function explainRefusal(error: unknown, fd: number): unknown {
  const { code } = error as { code?: unknown };
  if ((code === 'EPERM' || code === 'EBADF') && error instanceof Error)
    error.message += `: descriptor ${fd} is ${kindOf(fd)}`;
  return error;
}

function kindOf(fd: number): string {
  try {
    // Not into the numbers that Node 20 takes for its next realpath: a pipe or a socket there ends that one early.
    const stats = fstatSync(fd, { bigint: true });
    if (stats.isFile()) return 'a regular file, which is always ready';
    if (stats.isDirectory()) return 'a directory';
    return 'a file that cannot be waited for';
  } catch {
    return 'not open';
  }
}
