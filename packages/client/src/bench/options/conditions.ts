// Conditions of --fail-if: `p99>5ms`, `errors>0`, `rate<20k`.
import { showValue } from '@fdset/posix';
import { factorOf, parseRate, parseTimeMs } from './quantities.js';
import { UsageError } from '../../command/usage-error.js';

const TIMES = ['p50', 'p75', 'p90', 'p95', 'p99', 'p99.9', 'max', 'mean', 'connect'] as const;
const NUMBERS = ['rate', 'errors', 'unsent'] as const;

/** What a condition may be about. */
export type Metric = (typeof TIMES)[number] | (typeof NUMBERS)[number];

/** Something that must not be. */
export interface Condition {
  readonly text: string;
  readonly metric: Metric;
  isMet(value: number): boolean;
}

const OPERATORS: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
};

/** @throws {UsageError} */
export function parseCondition(text: string): Condition {
  const [, name, operator = '', limitText = ''] =
    /^\s*([a-z\d.]+)\s*(>=|<=|>|<)\s*(\S+)\s*$/.exec(text) ?? [];
  const metric = [...TIMES, ...NUMBERS].find((one) => one === name);
  if (metric === undefined) throw wrongCondition(text);
  const compare = OPERATORS[operator] as (value: number, limit: number) => boolean;
  const limit = limitOf(metric, limitText);
  return { text: text.trim(), metric, isMet: (value) => compare(value, limit) };
}

function limitOf(metric: Metric, text: string): number {
  if (isTime(metric)) return parseTimeMs(text, `--fail-if ${metric}`);
  return metric === 'rate' ? rateLimitOf(text) : numberOf(metric, text);
}

const rateLimitOf = (text: string): number =>
  /^0+$/.test(text) ? 0 : parseRate(text, '--fail-if rate');

function numberOf(metric: Metric, text: string): number {
  const [, digits, factor = ''] = /^(\d+)([km]?)$/i.exec(text) ?? [];
  if (digits !== undefined) return Number(digits) * factorOf(factor);
  throw new UsageError(
    `--fail-if ${metric} is a number of requests such as 0, 10 or 5k, not ${showValue(text)}`,
  );
}

const isTime = (metric: Metric): boolean => TIMES.some((one) => one === metric);

const wrongCondition = (text: string): UsageError =>
  new UsageError(
    `--fail-if is such as 'p99>5ms', 'errors>0' or 'rate<20k' (of ${[...TIMES, ...NUMBERS].join(', ')}), not ${showValue(text)}`,
  );
