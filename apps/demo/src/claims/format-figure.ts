// Figures as text, with their units.
import type { Spread, Threshold } from '@fdset/benchmarks/kit';
import type { Unit } from './claim.js';

const MIB = 2 ** 20;

const formats: Readonly<Record<Unit, (value: number) => string>> = {
  ms: (value) => `${digits(value)} ms`,
  us: (value) => `${digits(value)} µs`,
  bytes: (value) =>
    Math.abs(value) < MIB / 10 ? `${digits(value / 1024)} KiB` : `${digits(value / MIB)} MiB`,
  share: (value) => `${digits(value * 100)} %`,
  times: (value) => `${digits(value)} ×`,
  count: digits,
  'per second': (value) => `${digits(value)}/s`,
};

export function formatValue(value: number, unit: Unit): string {
  return Number.isFinite(value) ? formats[unit](value) : '-';
}

/** The median, and the quartiles where they differ from it: `1.2 ms (1.1 to 1.4)`. */
export function formatSpread({ median, low, high, count }: Spread, unit: Unit): string {
  if (count === 0) return 'not measured';
  const [middle, from, to] = [median, low, high].map((value) => formatValue(value, unit));
  if (from === to) return middle!;
  const [first] = from!.split(' ');
  return `${middle} (${first} to ${to!.split(' ')[0]})`;
}

/** Of a figure that is yes or no: how it was in all rounds, or in how many. */
export function formatYesOrNo(values: readonly number[]): string {
  if (values.length === 0) return 'not measured';
  const yes = values.filter((value) => value === 1).length;
  if (yes === values.length) return 'yes';
  return yes === 0 ? 'no' : `yes in ${yes} of ${values.length} rounds`;
}

/** Two or three digits that count. */
function digits(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) || size >= 100) return Math.round(value).toLocaleString('en-US');
  if (size >= 10) return value.toFixed(1).replace(/\.0$/, '');
  return size >= 0.1 ? value.toFixed(2) : value.toPrecision(2);
}

/** `≥ 95 %`, `≤ 0.6 ×`. */
export function formatThreshold({ atLeast, atMost }: Threshold, unit: Unit): string {
  const parts = [
    atLeast === undefined ? '' : `≥ ${formatValue(atLeast, unit)}`,
    atMost === undefined ? '' : `≤ ${formatValue(atMost, unit)}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}
