// Explains errors of watching a descriptor, because the kernel's EPERM tells neither the descriptor nor its kind.
import { kindOfDescriptor } from '@fdset/posix';

/** Adds the descriptor and its kind to the message of an error of the kernel. */
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
