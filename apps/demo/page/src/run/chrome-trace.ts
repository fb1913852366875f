// A run in the Trace Event Format, which Perfetto (ui.perfetto.dev) and chrome://tracing load: a process for each model, with its
// run, the samples as counters, and on a track of its own the phases of one read, stretched by nothing.
import type { RunRecord, ModelRun } from './run-record.js';
import { METRIC_IDS, pointsOf } from './over-time.js';

interface TraceEvent {
  readonly name: string;
  readonly ph: 'M' | 'X' | 'C';
  readonly pid: number;
  readonly tid?: number;
  /** Microseconds. */
  readonly ts?: number;
  readonly dur?: number;
  readonly args?: object;
}

export interface Trace {
  readonly displayTimeUnit: 'ms';
  readonly otherData: object;
  readonly traceEvents: readonly TraceEvent[];
}

const RUN_TRACK = 1;
const READ_TRACK = 2;

export function chromeTrace(run: RunRecord): Trace {
  const { config, machine, startedAt } = run;
  return {
    displayTimeUnit: 'ms',
    otherData: { tool: 'fdset lab', startedAt, config, machine },
    traceEvents: run.models.flatMap((one, index) => eventsOf(one, index + 1)),
  };
}

function eventsOf(one: ModelRun, pid: number): TraceEvent[] {
  return [
    named('process_name', pid, one.model),
    { ...named('thread_name', pid, 'run'), tid: RUN_TRACK },
    ...runOf(one, pid),
    ...readOf(one, pid),
  ];
}

function named(name: string, pid: number, value: string): TraceEvent {
  return { name, ph: 'M', pid, args: { name: value } };
}

function runOf({ model, startedMs, samples, state, why, summary }: ModelRun, pid: number) {
  if (startedMs === null) return [];
  const ts = startedMs * 1000;
  const dur = (samples.at(-1)?.atMs ?? 0) * 1000;
  const args = { state, why, answered: summary?.answered ?? samples.at(-1)?.load.answered };
  const whole: TraceEvent = { name: model, ph: 'X', pid, tid: RUN_TRACK, ts, dur, args };
  return [whole, ...METRIC_IDS.flatMap((metric) => countersOf(metric, samples, pid, ts))];
}

function countersOf(
  metric: (typeof METRIC_IDS)[number],
  samples: ModelRun['samples'],
  pid: number,
  ts: number,
): TraceEvent[] {
  const name = metric === 'latency' ? 'latency p99 (ms)' : metric;
  return pointsOf(metric, samples, 'p99')
    .filter(({ value }) => value !== null)
    .map(({ at, value }) => ({ name, ph: 'C', pid, ts: ts + at * 1e6, args: { value } }));
}

/** The read was measured before the load began; here it begins with the model. */
function readOf({ timeline, startedMs }: ModelRun, pid: number): TraceEvent[] {
  if (timeline === null) return [];
  const track = { ...named('thread_name', pid, 'one read'), tid: READ_TRACK };
  const phases = timeline.phases.map(({ id, startUs, lengthUs, thread, source }) => ({
    name: id,
    ph: 'X' as const,
    pid,
    tid: READ_TRACK,
    ts: (startedMs ?? 0) * 1000 + startUs,
    dur: lengthUs,
    args: { thread, source, reads: timeline.reads, bytes: timeline.bytes },
  }));
  return [track, ...phases];
}
