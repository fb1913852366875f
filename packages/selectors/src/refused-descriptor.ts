// The errors of watching a descriptor, with what the descriptor is: the kernel's EPERM names neither.
import { kindOfDescriptor } from '@fdset/posix';

/** Adds the descriptor, and what it is, to the message of an error that the kernel has answered. */
export function explainRefusal(error: unknown, fd: number): unknown {
  const { code } = error as { code?: unknown };
  if ((code === 'EPERM' || code === 'EBADF') && error instanceof Error)
    error.message += `: descriptor ${fd} is ${kindForWaiting(fd)}`;
  return error;
}

function kindForWaiting(fd: number): string {
  const kind = kindOfDescriptor(fd);
  if (kind === 'a regular file') return `${kind}, which is always ready`;
  return kind === 'not open' || kind === 'a directory'
    ? kind
    : `${kind}, which cannot be waited for`;
}
