// When a lost connection is tried again: after random times whose bound doubles ("full jitter"), so that the clients of a server that
// comes back do not come all at once.
import { setTimeout as delay } from 'node:timers/promises';
import { checkOptionNames, checkTimeMs, checkWhole, rangeError } from '@fdset/posix';

/** How a client connects again. */
export interface ReconnectOptions {
  /** How many attempts may fail one after the other before the client gives up; default 10, `Infinity` never gives up. */
  readonly attempts?: number | undefined;
  /** The first attempt waits for a random time up to this, in ms, each further one up to twice that of the one before; default 100. */
  readonly baseMs?: number | undefined;
  /** No attempt waits longer, in ms; default 30,000. */
  readonly maxMs?: number | undefined;
}

export type ReconnectPlan = Required<{ readonly [K in keyof ReconnectOptions]: number }>;

const DEFAULTS: ReconnectPlan = { attempts: 10, baseMs: 100, maxMs: 30_000 };

/**
 * The plan of an option; null never connects again.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_UNKNOWN_OPTION
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export function planOf(reconnect: boolean | ReconnectOptions = false): ReconnectPlan | null {
  if (typeof reconnect === 'boolean') return reconnect ? DEFAULTS : null;
  checkOptionNames(reconnect, Object.keys(DEFAULTS), 'reconnect');
  const { attempts, baseMs, maxMs } = { ...DEFAULTS, ...withoutUndefined(reconnect) };
  if (attempts !== Infinity) checkWhole(attempts, 'attempts', Number.MAX_SAFE_INTEGER, 1);
  return { attempts, baseMs: checkDelay(baseMs, 'baseMs'), maxMs: checkDelay(maxMs, 'maxMs') };
}

const withoutUndefined = (options: ReconnectOptions): Partial<ReconnectPlan> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

const MOST_DELAY_MS = 2 ** 31 - 1;

function checkDelay(value: number, what: string): number {
  const checked = checkTimeMs(value, what, MOST_DELAY_MS);
  if (checked === null) throw rangeError(`${what} must be a number of milliseconds, not null`);
  return checked;
}

/** More would be infinite, and 0 times that is no number. */
const MOST_DOUBLED = 64;

/** How long the attempt of this number, from 1 on, waits: a random time, in ms. */
export function delayOf(attempt: number, { baseMs, maxMs }: ReconnectPlan): number {
  return Math.random() * Math.min(maxMs, baseMs * 2 ** Math.min(attempt - 1, MOST_DOUBLED));
}

/** Waits; @throws the signal's reason */
export async function wait(delayMs: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(delayMs, undefined, { signal });
  } catch {
    throw signal.reason;
  }
}
