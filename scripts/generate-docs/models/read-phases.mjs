// The phases of reads that `node docs/src/measure-phases.mjs` has measured, of the newest run.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../../../tooling/src/workspace.mjs';
import { spread } from './benchmarks.mjs';

const folder = join(root, 'docs', 'models', 'results');

const newestRun = () => {
  if (!existsSync(folder)) return null;
  const runs = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
    .sort((a, b) => (a.date < b.date ? 1 : -1));
  return runs[0] ?? null;
};

/** The run, or null if there is none. */
export const phasesRun = newestRun();

/** Medians of the rounds' medians, in ns: what the run says of one case. */
export const phasesOf = (caseId) => {
  const trials = phasesRun.trials.filter((trial) => trial.case === caseId);
  const of = (name) => spread(trials.map((trial) => trial[name])).median;
  return Object.fromEntries(
    Object.keys(trials[0])
      .filter((name) => !['case', 'round', 'foreign'].includes(name))
      .map((name) => [name, of(name)]),
  );
};

export const labelOf = (caseId) => phasesRun.cases.find(({ id }) => id === caseId).label;
