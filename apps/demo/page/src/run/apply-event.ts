// Folds the events of a run into its record. Nothing that was measured is ever dropped.
import type { LabEvent } from '../../../src/lab/protocol/lab-event.js';
import type { ModelId } from '../../../src/lab/protocol/run-config.js';
import type { ModelRun, RunRecord } from './run-record.js';
import { RUN_FORMAT, RUN_VERSION } from './run-record.js';

type Started = Extract<LabEvent, { kind: 'run-started' }>;
type OfModel = Extract<LabEvent, { model: ModelId }>;

export function startRecord({ runId, config, machine, startedAt }: Started): RunRecord {
  return {
    format: RUN_FORMAT,
    version: RUN_VERSION,
    id: runId,
    name: '',
    startedAt,
    state: 'running',
    config,
    machine,
    models: config.models.map((model) => ({
      model,
      state: 'waiting',
      pid: null,
      startedMs: null,
      samples: [],
      timeline: null,
      timelineMissing: null,
      summary: null,
      why: null,
    })),
  };
}

/** `nowMs`: since the run began, by the page's clock. */
export function applyEvent(
  run: RunRecord,
  event: Exclude<LabEvent, Started>,
  nowMs: number,
): RunRecord {
  if (event.kind === 'run-ended') return endRecord(run, event.how);
  const startMs = event.kind === 'model-started' ? startOf(run, nowMs) : nowMs;
  return {
    ...run,
    models: run.models.map((one) =>
      one.model === event.model ? applyToModel(one, event, startMs) : one,
    ),
  };
}

/** Ends a run. A model that still ran keeps what was measured. */
export function endRecord(run: RunRecord, state: 'complete' | 'stopped' | 'lost'): RunRecord {
  return {
    ...run,
    state,
    models: run.models.map((one) =>
      one.state === 'running' || one.state === 'waiting' ? { ...one, state: 'stopped' } : one,
    ),
  };
}

function applyToModel(one: ModelRun, event: OfModel, nowMs: number): ModelRun {
  switch (event.kind) {
    case 'model-started':
      return { ...one, state: 'running', pid: event.pid, startedMs: nowMs };
    case 'sample':
      return { ...one, samples: [...one.samples, event.sample] };
    case 'timeline':
      return { ...one, timeline: event.timeline };
    case 'timeline-missing':
      return { ...one, timelineMissing: event.why };
    case 'model-ended':
      return { ...one, state: 'ended', summary: event.summary };
    case 'model-died':
      return { ...one, state: 'died', why: event.why };
  }
}

/** When the page was reloaded, the events of the past come all at once: a model never started before the one ahead had ended. */
function startOf({ config, models }: RunRecord, nowMs: number): number {
  if (config.order === 'together') return nowMs;
  const ends = models.map(({ startedMs, samples }) =>
    startedMs === null ? 0 : startedMs + (samples.at(-1)?.atMs ?? 0),
  );
  return Math.max(nowMs, ...ends);
}
