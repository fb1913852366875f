// The lines that all plots draw: one for each model of the runs that are shown. A model has the same colour and dashes in both.
import type { ModelId } from '../../../src/lab/protocol/run-config.js';
import type { ModelRun, RunRecord } from './run-record.js';

export const SLOTS = 8;

export interface Line {
  readonly key: string;
  readonly model: ModelId;
  readonly modelRun: ModelRun;
  /** Which colour and which dashes, from 0. */
  readonly slot: number;
  /** Which of two runs; null if there is only one. */
  readonly of: 'A' | 'B' | null;
}

export function linesOf(shown: RunRecord | null, compared: RunRecord | null): Line[] {
  if (shown === null) return [];
  const models = [...new Set([...shown.config.models, ...(compared?.config.models ?? [])])];
  const of = (run: RunRecord, mark: Line['of']): Line[] =>
    run.models.map((modelRun) => ({
      key: `${mark ?? ''}${modelRun.model}`,
      model: modelRun.model,
      modelRun,
      slot: models.indexOf(modelRun.model) % SLOTS,
      of: mark,
    }));
  return compared === null ? of(shown, null) : [...of(shown, 'A'), ...of(compared, 'B')];
}

/** Lengths of dashes and gaps, in pixels; so that lines differ without their colours. */
const DASHES: readonly (readonly number[])[] = [
  [],
  [8, 4],
  [2, 3],
  [10, 3, 2, 3],
  [5, 2],
  [1, 4],
  [12, 3, 2, 3, 2, 3],
  [3, 2],
];

export function dashOf({ slot }: Pick<Line, 'slot'>): number[] {
  return [...(DASHES[slot] ?? [])];
}
