// Numbers as a reader wants them: three digits that matter, with their unit.
import type { Unit } from '../run/unit.js';
import { language } from './texts.js';

const NONE = '–';

export function number(value: number, digits = 3): string {
  const options: Intl.NumberFormatOptions =
    Math.abs(value) >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: digits };
  return new Intl.NumberFormat(language.value, options).format(value);
}

export function formatted(value: number | null, unit: Unit): string {
  if (value === null) return NONE;
  switch (unit) {
    case 'ms':
      return time(value * 1000);
    case 'us':
      return time(value);
    case 'percent':
      return `${number(value < 0.05 ? 0 : value)} %`;
    case 'bytes':
      return bytes(value);
    case 'perSecond':
    case 'count':
    case 'ratio':
      return number(value);
  }
}

export function time(us: number): string {
  if (Math.abs(us) < 1000) return `${number(us)} µs`;
  if (Math.abs(us) < 1_000_000) return `${number(us / 1000)} ms`;
  return `${number(us / 1_000_000)} s`;
}

export function bytes(value: number): string {
  if (value < 1024) return `${number(value)} B`;
  if (value < 1024 * 1024) return `${number(value / 1024)} KiB`;
  return `${number(value / 1024 / 1024)} MiB`;
}

export function dateTime(iso: string): string {
  return new Intl.DateTimeFormat(language.value, {
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(new Date(iso));
}
