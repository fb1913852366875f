// A descriptor's flags, and who closes it.
import { addon } from './addon.js';
import { check } from './check.js';
import { F_GETFL, O_NONBLOCK } from './constants.js';
import { tellClosing } from './on-closing.js';

/**
 * Reads or sets a descriptor's flags: F_GETFL, F_SETFL, F_GETFD, F_SETFD.
 *
 * Source: fcntl(2).
 */
export function fcntl(fd: number, command: number, argument = 0): number {
  return check(addon.fcntl(fd, command, argument), 'fcntl');
}

/** Sets or clears O_NONBLOCK, which all descriptors of the open file share, in other processes too. */
export function setNonblocking(fd: number, on: boolean): void {
  check(addon.setNonblocking(fd, on), 'fcntl');
}

/** Tells whether O_NONBLOCK is set. */
export function getNonblocking(fd: number): boolean {
  return (fcntl(fd, F_GETFL) & O_NONBLOCK) !== 0;
}

/**
 * Takes a descriptor over: when this worker ends without having closed it, it is closed then, provided
 * the number still stands for the same open file. What this package opens is adopted already. On the
 * main thread nothing needs to be remembered.
 *
 * @throws SocketError `EBADF`.
 */
export function adopt(fd: number): void {
  check(addon.adopt(fd), 'adopt');
}

/** Gives a descriptor away: the end of this worker no longer closes it. */
export function release(fd: number): void {
  check(addon.release(fd), 'release');
  tellClosing(fd, 'released');
}
