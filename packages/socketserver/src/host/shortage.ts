// What has run out, and may be there again in a moment: a reason to wait, and none to turn a client away.
import { readFileSync, readdirSync } from 'node:fs';

const SHORTAGES = new Set<unknown>([
  'EAGAIN',
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
  'ETOOMANYREFS',
  // A worker's event loop found no descriptor.
  'ERR_WORKER_INIT_FAILED',
]);
const DEEPEST_CAUSE = 8;

/** Whether an error, or what caused it, says that something has run out. */
export const isShortage = (error: unknown): boolean => {
  let cause = error as { code?: unknown; cause?: unknown } | null | undefined;
  for (let depth = 0; depth < DEEPEST_CAUSE && typeof cause === 'object'; depth++) {
    if (cause === null) return false;
    if (SHORTAGES.has(cause.code)) return true;
    cause = cause.cause as typeof cause;
  }
  return false;
};

/** About as many as a worker has open at once while it loads its modules. */
const FEW = 32;

/**
 * Whether this process has fewer descriptors left than a thread needs to start. Of one that found none Node tells
 * anything: a package.json that it could not open counts as missing, and what is wrong then is the syntax of a module.
 */
export const hasFewDescriptors = (): boolean => {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const most = Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Infinity);
    const open = readdirSync('/proc/self/fd').filter((fd) => Number(fd) < most);
    return most - open.length < FEW;
  } catch (error) {
    return isShortage(error);
  }
};
