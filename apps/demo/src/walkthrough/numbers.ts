// Formats the numbers of the walkthrough.
import type { ServerReport } from '../servers/tally.js';

/** User and system CPU time in ms. */
export function cpuMs(report: ServerReport): number {
  return report.cpuUserMs + report.cpuSystemMs;
}

/** CPU time as a share of one core, `97 %`. */
export function cpuShare(report: ServerReport): string {
  return `${Math.round((100 * cpuMs(report)) / report.elapsedMs)} %`;
}

/** `1,234` */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `0.42 ms`, `1,234 ms` */
export function ms(value: number): string {
  return value < 10 ? `${value.toFixed(2)} ms` : `${whole(value)} ms`;
}

/** Bytes as `1.2 MiB`; `-` for a value that was not measured. */
export function mib(bytes: number | null): string {
  return bytes === null ? '-' : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

/** The median. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** A time in ns as `0.42 µs`, `42.1 µs`, `2,134 µs`. */
export function us(ns: number): string {
  const value = ns / 1000;
  if (value >= 1000) return `${whole(value)} µs`;
  return `${value.toFixed(value < 10 ? 2 : 1)} µs`;
}

/** `64 B`, `4 KiB`, `1 MiB` */
export function sizeText(bytes: number): string {
  if (bytes < 1 << 10) return `${bytes} B`;
  return bytes < 1 << 20 ? `${bytes >> 10} KiB` : `${bytes >> 20} MiB`;
}
