// The summary of a model, from what the generators have measured and what the server has used.
import { coarsen, percentileMs } from '../load/load-result.js';
import type { LoadResults } from '../load/load-run.js';
import type { CallCounts, ModelSummary, ProcessSample } from '../protocol/lab-event.js';

const US_PER_MS = 1000;

export function summarize(
  { quick, slow }: LoadResults,
  process: ProcessSample,
  calls: CallCounts,
): ModelSummary {
  const all = [quick, slow].filter((one) => one !== null);
  const sum = (name: 'answered' | 'errors' | 'starved'): number =>
    all.reduce((total, one) => total + one[name], 0);
  const answered = sum('answered');
  const cpuMs = process.cpuUserMs + process.cpuSystemMs;
  return {
    answered,
    perSecond: all.reduce((rate, one) => rate + one.answered / one.seconds, 0),
    errors: sum('errors'),
    // Slow clients are slow themselves: their times are told only where there are no others.
    ...latencyOf(quick ?? slow),
    starvedClients: sum('starved'),
    cpuUsPerAnswer: answered > 0 ? (cpuMs * US_PER_MS) / answered : null,
    process,
    calls,
  };
}

function latencyOf(result: LoadResults['quick']): Pick<ModelSummary, 'latencyMs' | 'latency'> {
  if (result === null || result.answered === 0) return { latencyMs: null, latency: [] };
  const { buckets, maxMs } = result;
  const of = (fraction: number): number => percentileMs(buckets, maxMs, fraction);
  const latencyMs = { p50: of(0.5), p90: of(0.9), p99: of(0.99), p999: of(0.999), max: maxMs };
  return { latencyMs, latency: coarsen(buckets, maxMs) };
}
