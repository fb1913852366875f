// The plain system calls of kqueue. Compare epoll in multiplex.ts; programs should wait by waitKqueue of wait.ts.
import { addon } from './addon.js';
import { check } from './check.js';
import { unsupportedError } from './misuse.js';
import { toNativeTimeout } from './wait.js';

/** Opens a kqueue, close-on-exec. macOS. Source: kqueue(2). */
export function kqueueCreate(): number {
  if (addon.kqueueCreate === undefined) throw unsupportedError('kqueue');
  return check(addon.kqueueCreate(), 'kqueue');
}

/**
 * Applies one change to one filter of one descriptor.
 *
 * macOS. Source: kevent(2).
 * @param filter - EVFILT_READ or EVFILT_WRITE.
 * @param flags - EV_* flags.
 * @param generation - a number from 0 to 2^32-1 that each event returns.
 * @throws SocketError `ENOENT`, `EBADF`, `EINVAL` (a file that kqueue cannot watch), `EPIPE` (a pipe without reader).
 */
export function kqueueCtl(
  kq: number,
  fd: number,
  filter: number,
  flags: number,
  generation = 0,
): void {
  if (addon.kqueueCtl === undefined) throw unsupportedError('kqueue');
  check(addon.kqueueCtl(kq, fd, filter, flags, generation), 'kevent');
}

/** Calls kevent(2); writes triples [fd, generation, filter], and returns how many. macOS. */
export function kqueueWait(kq: number, events: Int32Array, timeoutMs: number | null): number {
  if (addon.kqueueWait === undefined) throw unsupportedError('kqueue');
  return check(addon.kqueueWait(kq, events, toNativeTimeout(timeoutMs)), 'kevent');
}
