// The flags of a descriptor, and its ownership.
import { addon } from './addon.js';
import { check } from './check.js';
import { F_GETFL, O_NONBLOCK } from './constants.js';
import { notifyClosing } from './on-closing.js';

/**
 * Reads or sets a descriptor's flags: F_GETFL, F_SETFL, F_GETFD, F_SETFD.
 *
 * Source: fcntl(2).
 */
export function fcntl(fd: number, command: number, argument = 0): number {
  return check(addon.fcntl(fd, command, argument), 'fcntl');
}

/** Sets or clears O_NONBLOCK, which all descriptors of the open file share, even in other processes. */
export function setNonblocking(fd: number, on: boolean): void {
  check(addon.setNonblocking(fd, on), 'fcntl');
}

/** Whether O_NONBLOCK is set. */
export function getNonblocking(fd: number): boolean {
  return (fcntl(fd, F_GETFL) & O_NONBLOCK) !== 0;
}

/**
 * Takes a descriptor over. If this worker ends without having closed it, it is closed then, provided
 * the number still means the same open file. Descriptors that this package opens are adopted already. On the
 * main thread this does nothing, because the end of the process closes all descriptors.
 *
 * @throws SocketError `EBADF`.
 */
export function adopt(fd: number): void {
  check(addon.adopt(fd), 'adopt');
}

/** Gives a descriptor away, so that the end of this worker no longer closes it. */
export function release(fd: number): void {
  check(addon.release(fd), 'release');
  notifyClosing(fd, 'released');
}
