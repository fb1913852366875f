// What a generator says each while: a line of `fdset bench --interval`, and of the slow clients, which write the same.
import type { LoadSample } from '../protocol/lab-event.js';

export interface Interval extends LoadSample {
  /** Since the measured time began. */
  readonly atMs: number;
}

/** Reads a line; null when it is something else, such as the report. */
export function readInterval(line: string): Interval | null {
  if (!line.startsWith('{"interval":')) return null;
  const { interval } = JSON.parse(line) as { interval: Record<string, number | null> };
  const of = (name: string): number => interval[name] ?? 0;
  const timeOf = (name: string): number | null => interval[name] ?? null;
  return {
    atMs: of('atMs'),
    answered: of('answered'),
    perSecond: of('perSecond'),
    p50: timeOf('p50Ms'),
    p90: timeOf('p90Ms'),
    p99: timeOf('p99Ms'),
    errors: of('errors'),
  };
}

/** Adds up the loads; the times are those of the first that has any, because slow clients are slow themselves. */
export function addLoads(loads: readonly LoadSample[]): LoadSample {
  const sum = (name: 'answered' | 'perSecond' | 'errors'): number =>
    loads.reduce((all, load) => all + load[name], 0);
  const { p50 = null, p90 = null, p99 = null } = loads[0] ?? {};
  return {
    answered: sum('answered'),
    perSecond: sum('perSecond'),
    p50,
    p90,
    p99,
    errors: sum('errors'),
  };
}
