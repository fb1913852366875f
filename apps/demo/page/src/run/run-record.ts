// A run as the page keeps, saves and compares it: what the server's events have told so far.
import type {
  Machine,
  ModelSummary,
  ReadTimeline,
  Sample,
} from '../../../src/lab/protocol/lab-event.js';
import type { ModelId, RunConfig } from '../../../src/lab/protocol/run-config.js';

/** `stopped`: the run was ended, or the lab went away, before this model was measured to its end. */
export const MODEL_STATES = ['waiting', 'running', 'ended', 'died', 'stopped'] as const;
export type ModelState = (typeof MODEL_STATES)[number];

/** `lost`: the lab no longer answers. */
export const RUN_STATES = ['running', 'complete', 'stopped', 'lost'] as const;
export type RunState = (typeof RUN_STATES)[number];

export interface ModelRun {
  readonly model: ModelId;
  readonly state: ModelState;
  readonly pid: number | null;
  /** Since the run began, by the page's clock. */
  readonly startedMs: number | null;
  readonly samples: readonly Sample[];
  readonly timeline: ReadTimeline | null;
  readonly timelineMissing: string | null;
  readonly summary: ModelSummary | null;
  /** Why it was broken off: the server or its load has ended, or never began. */
  readonly why: string | null;
}

export const RUN_FORMAT = 'fdset-lab-run';
export const RUN_VERSION = 1;

export interface RunRecord {
  readonly format: typeof RUN_FORMAT;
  readonly version: typeof RUN_VERSION;
  readonly id: string;
  readonly name: string;
  readonly startedAt: string;
  readonly state: RunState;
  readonly config: RunConfig;
  readonly machine: Machine;
  readonly models: readonly ModelRun[];
}
