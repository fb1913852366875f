// Keeps the process alive for as long as something is awaited that Node's event loop does not know of.

import { clearInterval, setInterval } from 'node:timers';

const NEVER_MS = 2 ** 31 - 1;

/** The promise itself; until it settles, the process does not end for want of work. */
export const whileAlive = <T>(promise: Promise<T>): Promise<T> => {
  const timer = setInterval(() => {}, NEVER_MS);
  return promise.finally(() => clearInterval(timer));
};
