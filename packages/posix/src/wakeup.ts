// A descriptor that one thread makes readable to end the wait of another one: an eventfd on Linux, a pipe elsewhere.
import { addon } from './addon.js';
import { checkOptions } from './arguments.js';
import { check, checkValue } from './check.js';
import { close } from './socket.js';

/** Twice the same descriptor on Linux, the two ends of a pipe elsewhere. */
export interface Wakeup {
  readonly readFd: number;
  readonly writeFd: number;
}

/** Opens a wake-up, non-blocking and close-on-exec. Source: eventfd(2). */
export function createWakeup(): Wakeup {
  return checkValue(addon.createWakeup(), 'eventfd');
}

/** Makes `readFd` readable; any thread may call it. Repeated signals count as one. */
export function signalWakeup(writeFd: number): void {
  check(addon.signalWakeup(writeFd), 'write');
}

/** Makes `readFd` unreadable again. */
export function drainWakeup(readFd: number): void {
  check(addon.drainWakeup(readFd), 'read');
}

/** Closes the descriptors of a wake-up. */
export function closeWakeup(wakeup: Wakeup): void {
  const { readFd, writeFd } = checkOptions(wakeup);
  close(readFd);
  if (writeFd !== readFd) close(writeFd);
}
