// Whether a file is a saved run. A file may come from anywhere, and the plots trust what passes here.
import type {
  CallCounts,
  LatencyBucket,
  LoadSample,
  Machine,
  ModelSummary,
  ProcessSample,
  ReadPhase,
  ReadTimeline,
  Sample,
} from '../../../src/lab/protocol/lab-event.js';
import { BLOCKED_MEANWHILE, PHASE_IDS } from '../../../src/lab/protocol/lab-event.js';
import type { NumberField, RunConfig } from '../../../src/lab/protocol/run-config.js';
import {
  BOUNDS,
  HANDLER_COSTS,
  MODEL_IDS,
  MOST_MODELS,
  RUN_ORDERS,
} from '../../../src/lab/protocol/run-config.js';
import type { Fields } from './checks.js';
import {
  amount,
  integerFrom,
  listOf,
  maybe,
  oneOf,
  positive,
  shape,
  text,
  time,
} from './checks.js';
import type { ModelRun, RunRecord } from './run-record.js';
import { MODEL_STATES, RUN_FORMAT, RUN_STATES, RUN_VERSION } from './run-record.js';

const maybeAmount = maybe(amount);
const model = oneOf(MODEL_IDS);

const within = (field: NumberField) => integerFrom(BOUNDS[field].min, BOUNDS[field].max);

const config = shape({
  models: listOf(model, 1, MOST_MODELS),
  clients: within('clients'),
  messageBytes: within('messageBytes'),
  thinkMs: within('thinkMs'),
  handlerCost: oneOf(HANDLER_COSTS),
  handlerMs: within('handlerMs'),
  slowPercent: within('slowPercent'),
  poolSize: within('poolSize'),
  seconds: within('seconds'),
  order: oneOf(RUN_ORDERS),
} satisfies Fields<RunConfig>);

const processSample = shape({
  cpuUserMs: amount,
  cpuSystemMs: amount,
  threads: amount,
  processes: amount,
  voluntarySwitches: amount,
  involuntarySwitches: amount,
  memoryBytes: maybeAmount,
} satisfies Fields<ProcessSample>);

const calls = shape({
  accepts: amount,
  recvs: amount,
  sends: amount,
  waits: maybeAmount,
  eagains: amount,
  ringEnters: maybeAmount,
  answers: amount,
} satisfies Fields<CallCounts>);

const sample = shape({
  atMs: amount,
  load: shape({
    answered: amount,
    perSecond: amount,
    p50: maybeAmount,
    p90: maybeAmount,
    p99: maybeAmount,
    errors: amount,
  } satisfies Fields<LoadSample>),
  process: processSample,
  calls,
  acceptQueue: amount,
  backlog: amount,
} satisfies Fields<Sample>);

const summary = shape({
  answered: amount,
  perSecond: amount,
  errors: amount,
  latencyMs: maybe(
    shape({
      p50: amount,
      p90: amount,
      p99: amount,
      p999: amount,
      max: amount,
    } satisfies Fields<NonNullable<ModelSummary['latencyMs']>>),
  ),
  latency: listOf(shape({ toMs: positive, count: amount } satisfies Fields<LatencyBucket>)),
  starvedClients: amount,
  cpuUsPerAnswer: maybeAmount,
  process: processSample,
  calls,
} satisfies Fields<ModelSummary>);

const timeline = shape({
  bytes: amount,
  reads: amount,
  phases: listOf(
    shape({
      id: oneOf(PHASE_IDS),
      startUs: amount,
      lengthUs: amount,
      thread: oneOf(['blocked', 'running', 'free']),
      source: oneOf(['measured', 'derived']),
    } satisfies Fields<ReadPhase>),
  ),
  cpuUs: amount,
  blockedMeanwhile: oneOf(BLOCKED_MEANWHILE),
} satisfies Fields<ReadTimeline>);

const modelRun = shape({
  model,
  state: oneOf(MODEL_STATES.filter((one) => one !== 'running' && one !== 'waiting')),
  pid: maybeAmount,
  startedMs: maybeAmount,
  samples: listOf(sample),
  timeline: maybe(timeline),
  timelineMissing: maybe(text),
  summary: maybe(summary),
  why: maybe(text),
} satisfies Fields<ModelRun>);

const runRecord = shape({
  format: oneOf([RUN_FORMAT]),
  version: oneOf([RUN_VERSION]),
  id: text,
  name: text,
  startedAt: time,
  state: oneOf(RUN_STATES.filter((one) => one !== 'running')),
  config,
  machine: shape({ cpu: text, cores: amount, kernel: text, node: text } satisfies Fields<Machine>),
  models: listOf(modelRun, 1, MOST_MODELS),
} satisfies Fields<RunRecord>);

export type RunFile =
  | { readonly run: RunRecord }
  /** `where`: the path inside the file; empty if it is no JSON, or no run at all. */
  | { readonly problem: 'not-json' | 'not-a-run' | 'wrong-value'; readonly where: string };

export function parseRunFile(content: string): RunFile {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return { problem: 'not-json', where: '' };
  }
  if (shape({ format: oneOf([RUN_FORMAT]) })(value, '') !== null)
    return { problem: 'not-a-run', where: '' };
  const where = runRecord(value, '') ?? unlikeConfig(value as RunRecord);
  return where === null ? { run: value as RunRecord } : { problem: 'wrong-value', where };
}

/** Each model of the set-up is there once, in its order. */
function unlikeConfig({ config: { models: wanted }, models }: RunRecord): string | null {
  if (new Set(wanted).size < wanted.length) return 'config.models';
  const isLike = models.map((one) => one.model).join() === wanted.join();
  return isLike ? null : 'models';
}
