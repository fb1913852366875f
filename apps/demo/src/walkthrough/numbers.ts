// How the walkthrough writes numbers.
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
