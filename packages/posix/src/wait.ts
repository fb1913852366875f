// Waits that block this thread and still can be interrupted: worker.terminate() and process.exit()
// end them within milliseconds, and on the main thread a signal that has a JavaScript handler ends
// them with InterruptedError, since that handler cannot run before the event loop does.
// Other interruptions are not seen: the wait goes on for the time that is left (PEP 475).
import { addon } from './addon.js';
import type { BusyPoll } from './busy-poll.js';
import { check } from './check.js';
import { argTypeError, unsupportedError } from './misuse.js';

/** The addon's form: a negative number waits for ever. */
export function toNativeTimeout(timeoutMs: number | null): number {
  if (timeoutMs === null) return -1;
  if (typeof timeoutMs !== 'number' || Number.isNaN(timeoutMs))
    throw argTypeError('timeoutMs must be a number or null');
  return timeoutMs < 0 ? 0 : timeoutMs;
}

/**
 * Waits until one descriptor is ready; at least `timeoutMs`, null for ever, 0 not at all.
 *
 * @param events - POLLIN, POLLOUT, POLLPRI, POLLRDHUP.
 * @returns the events that are there (POLLERR, POLLHUP and POLLNVAL unasked), 0 at the deadline.
 * @throws InterruptedError.
 */
export function waitFd(fd: number, events: number, timeoutMs: number | null): number {
  return check(addon.waitFd(fd, events, toNativeTimeout(timeoutMs)), 'poll');
}

/** Blocks this thread for at least so long. @throws InterruptedError. */
export function sleep(timeoutMs: number | null): void {
  check(addon.waitFd(-1, 0, toNativeTimeout(timeoutMs)), 'sleep');
}

/**
 * Throws InterruptedError when a signal with a JavaScript handler is pending on the main thread: for
 * loops that never find anything to wait for. Cheap; it looks at most once in ten milliseconds.
 */
export function checkInterrupt(): void {
  check(addon.checkInterrupt(), 'wait');
}

/**
 * Waits with poll(2) on triples [fd, events, ready]; the third of each is written.
 *
 * @param busyPoll - spins before it blocks; default: it does not.
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

/** As {@link waitPoll}, with select(2); the events are SELECT_READ, SELECT_WRITE, SELECT_EXCEPT. */
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
 * Waits with epoll_wait(2); writes triples [fd, generation, events], as many as fit.
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
