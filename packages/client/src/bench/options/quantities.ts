// Numbers with units, as they are written on a command line.
import { showValue } from '@fdset/posix';
import { UsageError } from '../../command/usage-error.js';

const UNITS_MS: Readonly<Record<string, number>> = {
  us: 0.001,
  µs: 0.001,
  ms: 1,
  s: 1000,
  m: 60_000,
};

const NUMBER = String.raw`(\d+(?:\.\d+)?)`;

/** `10s`, `500ms`, `200us`, `1m`, or 0. A number alone is ms to one reader and seconds to another. */
export function parseTimeMs(text: string, option: string): number {
  const [, number, suffix] = new RegExp(`^${NUMBER}(us|µs|ms|s|m)?$`).exec(text) ?? [];
  if (number !== undefined && Number(number) === 0) return 0;
  if (number === undefined || suffix === undefined)
    throw new UsageError(
      `${option} is a time with a unit such as 10s, 500ms or 1m, not ${showValue(text)}`,
    );
  return Number(number) * (UNITS_MS[suffix] as number);
}

/** A time above 0. */
export function parseSpanMs(text: string, option: string): number {
  const ms = parseTimeMs(text, option);
  if (ms > 0 && ms <= MOST_MS) return ms;
  throw new UsageError(`${option} is between 0 and a day, such as 10s, not ${showValue(text)}`);
}

/** A time, also 0. */
export function parseWaitMs(text: string, option: string): number {
  const ms = parseTimeMs(text, option);
  if (ms <= MOST_MS) return ms;
  throw new UsageError(`${option} is at most a day, such as 1s, not ${showValue(text)}`);
}

/** `50000`, `50k`, `1.5m`: thousands and millions a second. */
export function parseRate(text: string, option: string): number {
  const [, number, suffix = ''] = new RegExp(`^${NUMBER}([km]?)$`, 'i').exec(text) ?? [];
  const rate = Number(number) * factorOf(suffix);
  if (rate > 0 && Number.isFinite(rate)) return rate;
  throw new UsageError(
    `${option} is requests a second such as 500, 20k or 1.5m, not ${showValue(text)}`,
  );
}

/** `64`, `4k`, `1m`: KiB and MiB. */
export function parseBytes(text: string, option: string): number {
  const [, number, suffix = ''] = new RegExp(`^${NUMBER}([km]?)$`, 'i').exec(text) ?? [];
  const bytes = Number(number) * (binaryFactors[suffix.toLowerCase()] as number);
  if (Number.isSafeInteger(bytes) && bytes > 0 && bytes <= MOST_BYTES) return bytes;
  throw new UsageError(
    `${option} is a number of bytes from 1 to 64m, such as 64 or 4k, not ${showValue(text)}`,
  );
}

/** A whole number from 1 on. */
export function parseCount(text: string, option: string, most = Number.MAX_SAFE_INTEGER): number {
  const count = /^\d+(k?)$/i.test(text)
    ? Number.parseInt(text, 10) * (/k$/i.test(text) ? 1000 : 1)
    : 0;
  if (count >= 1 && count <= most) return count;
  throw new UsageError(
    `${option} is a whole number from 1 to ${most.toLocaleString('en')}, not ${showValue(text)}`,
  );
}

const MOST_MS = 86_400_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** What a suffix of a number stands for: thousands, millions. */
export const factorOf = (suffix: string): number => factors[suffix.toLowerCase()] as number;

const factors: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6 };
const binaryFactors: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 * 1024 };
