// The key figures of a model: of the moment while it runs, of the whole of its run afterwards.
import type { CallCounts, LoadSample, ModelSummary } from '../../../src/lab/protocol/lab-event.js';
import type { ModelRun } from './run-record.js';
import { callsOf, rateOf } from './over-time.js';
import type { Unit } from './unit.js';

export const FIGURE_IDS = [
  'perSecond',
  'p50',
  'p90',
  'p99',
  'p999',
  'cpu',
  'cpuUser',
  'cpuSystem',
  'cpuUsPerAnswer',
  'callsPerAnswer',
  'eagains',
  'switches',
  'threads',
  'processes',
  'memory',
  'acceptQueue',
  'backlog',
  'starved',
  'errors',
  'answered',
] as const;
export type FigureId = (typeof FIGURE_IDS)[number];

export const UNIT_OF: Readonly<Record<FigureId, Unit>> = {
  perSecond: 'perSecond',
  p50: 'ms',
  p90: 'ms',
  p99: 'ms',
  p999: 'ms',
  cpu: 'percent',
  cpuUser: 'percent',
  cpuSystem: 'percent',
  cpuUsPerAnswer: 'us',
  callsPerAnswer: 'ratio',
  eagains: 'count',
  switches: 'perSecond',
  threads: 'count',
  processes: 'count',
  memory: 'bytes',
  acceptQueue: 'count',
  backlog: 'count',
  starved: 'count',
  errors: 'count',
  answered: 'count',
};

export type Figures = Readonly<Record<FigureId, number | null>>;

export function figuresOf(one: ModelRun): Figures {
  const load = one.summary ?? one.samples.at(-1)?.load;
  return {
    perSecond: load?.perSecond ?? null,
    answered: load?.answered ?? null,
    errors: load?.errors ?? null,
    starved: one.summary?.starvedClients ?? null,
    ...latencies(one.summary, one.samples.at(-1)?.load),
    ...processFigures(one),
    ...callFigures(one),
  };
}

function latencies(
  summary: ModelSummary | null,
  load: LoadSample | undefined,
): Pick<Figures, 'p50' | 'p90' | 'p99' | 'p999'> {
  const { p50 = null, p90 = null, p99 = null } = summary?.latencyMs ?? load ?? {};
  return { p50, p90, p99, p999: summary?.latencyMs?.p999 ?? null };
}

type ProcessFigure =
  | 'cpu'
  | 'cpuUser'
  | 'cpuSystem'
  | 'cpuUsPerAnswer'
  | 'switches'
  | 'threads'
  | 'processes'
  | 'memory'
  | 'acceptQueue'
  | 'backlog';

/** Rates are over all samples; of what comes and goes the most that was seen, because at its end a server has dismissed its threads. */
function processFigures({ samples, summary }: ModelRun): Pick<Figures, ProcessFigure> {
  const most = (of: (at: number) => number | null): number | null =>
    samples.length === 0 ? null : Math.max(...samples.map((_one, at) => of(at) ?? 0));
  const share = (of: 'cpuUserMs' | 'cpuSystemMs'): number | null =>
    rateOf(samples, ({ process }) => process[of] / 10);
  const [user, system] = [share('cpuUserMs'), share('cpuSystemMs')];
  return {
    cpu: user === null || system === null ? null : user + system,
    cpuUser: user,
    cpuSystem: system,
    cpuUsPerAnswer: summary?.cpuUsPerAnswer ?? null,
    switches: rateOf(samples, ({ process }) => {
      return process.voluntarySwitches + process.involuntarySwitches;
    }),
    threads: most((at) => samples[at]!.process.threads),
    processes: most((at) => samples[at]!.process.processes),
    memory: most((at) => samples[at]!.process.memoryBytes) || null,
    acceptQueue: most((at) => samples[at]!.acceptQueue),
    backlog: samples.at(-1)?.backlog ?? null,
  };
}

function callFigures({ samples, summary }: ModelRun): Pick<Figures, 'callsPerAnswer' | 'eagains'> {
  const calls: CallCounts | undefined = summary?.calls ?? samples.at(-1)?.calls;
  return {
    callsPerAnswer:
      calls === undefined || calls.answers === 0 ? null : callsOf(calls) / calls.answers,
    eagains: calls?.eagains ?? null,
  };
}
