// The plain system calls select, poll and epoll. Only readiness and the time-out end such a call regularly, and a signal may
// end it early with InterruptedError. Programs should use wait.ts.
import { addon } from './addon.js';
import { check } from './check.js';
import { unsupportedError } from './misuse.js';
import { toNativeTimeout } from './wait.js';

/** Calls select(2) on triples [fd, events, ready] with SELECT_* events; returns how many are ready. */
export function select(entries: Int32Array, count: number, timeoutMs: number | null): number {
  return check(addon.select(entries, count, toNativeTimeout(timeoutMs)), 'select');
}

/** Calls poll(2) on triples [fd, events, ready] with POLL* events; returns how many are ready. */
export function poll(entries: Int32Array, count: number, timeoutMs: number | null): number {
  return check(addon.poll(entries, count, toNativeTimeout(timeoutMs)), 'poll');
}

/** Opens an epoll descriptor, close-on-exec. Linux. Source: epoll_create1(2). */
export function epollCreate(): number {
  if (addon.epollCreate === undefined) throw unsupportedError('epoll');
  return check(addon.epollCreate(), 'epoll_create1');
}

/**
 * Adds, changes or removes one descriptor of an epoll set.
 *
 * Linux. Source: epoll_ctl(2).
 * @param generation - a number from 0 to 2^32-1 that each event returns.
 * @throws SocketError `EEXIST`, `ENOENT`, `EPERM` (a regular file), `ELOOP`, `EBADF`.
 */
export function epollCtl(epfd: number, op: number, fd: number, events = 0, generation = 0): void {
  if (addon.epollCtl === undefined) throw unsupportedError('epoll');
  check(addon.epollCtl(epfd, op, fd, unsignedMask(events), generation), 'epoll_ctl');
}

// In JavaScript | makes a signed number, whose sign bit is EPOLLET. The addon refuses values that are not numbers.
function unsignedMask(events: number): number {
  return typeof events === 'number' ? events >>> 0 : events;
}

/** Calls epoll_wait(2); writes triples [fd, generation, events], and returns how many. Linux. */
export function epollWait(epfd: number, events: Int32Array, timeoutMs: number | null): number {
  if (addon.epollWait === undefined) throw unsupportedError('epoll');
  return check(addon.epollWait(epfd, events, toNativeTimeout(timeoutMs)), 'epoll_wait');
}
