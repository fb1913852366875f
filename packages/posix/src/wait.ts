// Interruptible waits that block this thread. worker.terminate() and process.exit() end them within milliseconds. On the main
// thread a signal with a JavaScript handler ends them with InterruptedError, because the handler can run only on the event loop.
// After other interruptions the wait goes on for the remaining time (PEP 475).
import { addon } from './addon.js';
import type { BusyPoll } from './busy-poll.js';
import { check } from './check.js';
import { debugWait, isDebugging } from './debug.js';
import { argTypeError, unsupportedError } from './misuse.js';

/** Converts a time-out for the addon, where a negative number waits for ever. */
export function toNativeTimeout(timeoutMs: number | null): number {
  if (timeoutMs === null) return -1;
  if (typeof timeoutMs !== 'number' || Number.isNaN(timeoutMs))
    throw argTypeError('timeoutMs must be a number or null');
  return timeoutMs < 0 ? 0 : timeoutMs;
}

/**
 * Waits until one descriptor is ready. It waits at least `timeoutMs`; null waits for ever, 0 does not wait.
 *
 * @param events - POLLIN, POLLOUT, POLLPRI, POLLRDHUP.
 * @returns the ready events (POLLERR, POLLHUP and POLLNVAL without request), 0 at the deadline.
 * @throws InterruptedError.
 */
export function waitFd(fd: number, events: number, timeoutMs: number | null): number {
  const told = isDebugging ? debugWait(timeoutMs) : null;
  const ready = check(addon.waitFd(fd, events, toNativeTimeout(timeoutMs)), 'poll');
  told?.(ready === 0 ? `${fd} is not ready` : `${fd} is ready`);
  return ready;
}

/** Blocks this thread for at least `timeoutMs`. @throws InterruptedError. */
export function sleep(timeoutMs: number | null): void {
  check(addon.waitFd(-1, 0, toNativeTimeout(timeoutMs)), 'sleep');
}

/**
 * Throws InterruptedError when a signal with a JavaScript handler is pending on the main thread. Loops that never have to wait
 * need it. It is cheap, because it checks at most once in ten milliseconds.
 */
export function checkInterrupt(): void {
  check(addon.checkInterrupt(), 'wait');
}

/**
 * Waits with poll(2) on triples [fd, events, ready], and writes the third number of each.
 *
 * @param busyPoll - makes it spin before it blocks; by default it does not.
 * @returns how many are ready. @throws InterruptedError.
 */
export function waitPoll(
  entries: Int32Array,
  count: number,
  timeoutMs: number | null,
  busyPoll?: BusyPoll,
): number {
  const timeout = toNativeTimeout(timeoutMs);
  return check(addon.waitPoll(entries, count, timeout, busyPoll?.numbers), 'poll');
}

/** Like {@link waitPoll}, but with select(2); the events are SELECT_READ, SELECT_WRITE, SELECT_EXCEPT. */
export function waitSelect(
  entries: Int32Array,
  count: number,
  timeoutMs: number | null,
  busyPoll?: BusyPoll,
): number {
  const timeout = toNativeTimeout(timeoutMs);
  return check(addon.waitSelect(entries, count, timeout, busyPoll?.numbers), 'select');
}

/**
 * Waits with epoll_wait(2), and writes as many triples [fd, generation, events] as fit.
 *
 * Linux. @returns how many triples. @throws InterruptedError.
 */
export function waitEpoll(
  epfd: number,
  events: Int32Array,
  timeoutMs: number | null,
  busyPoll?: BusyPoll,
): number {
  if (addon.waitEpoll === undefined) throw unsupportedError('epoll');
  const timeout = toNativeTimeout(timeoutMs);
  return check(addon.waitEpoll(epfd, events, timeout, busyPoll?.numbers), 'epoll_wait');
}

/**
 * Waits with kevent(2), and writes as many triples [fd, generation, filter] as fit.
 *
 * macOS. @returns how many triples. @throws InterruptedError.
 */
export function waitKqueue(
  kq: number,
  events: Int32Array,
  timeoutMs: number | null,
  busyPoll?: BusyPoll,
): number {
  if (addon.waitKqueue === undefined) throw unsupportedError('kqueue');
  const timeout = toNativeTimeout(timeoutMs);
  return check(addon.waitKqueue(kq, events, timeout, busyPoll?.numbers), 'kevent');
}
