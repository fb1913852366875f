// The files of results. A full run writes results/MACHINE/NAME.json, which is committed, so the last run of each machine
// is kept. A run that was narrowed or shortened writes partial/NAME.json, so it never replaces a full one.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { machineFolder } from './machine-folder.mjs';

const folder = fileURLToPath(new URL('../../', import.meta.url));
export const resultsFolder = join(folder, 'results');

/** The path of a full run's result below `results`, without its ending, because the plot has the same path. */
export const keptName = (name, machine) => join(machineFolder(machine), name);

export const resultPath = (name, { partial, machine }) =>
  partial
    ? join(folder, 'partial', `${name}.json`)
    : join(resultsFolder, `${keptName(name, machine)}.json`);

/** Rounds figures to five digits. More digits are noise, which diffs would show. */
const rounded = (key, value) =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;

/** JSON with one trial per line. */
export const resultText = ({ trials, ...rest }) => {
  const head = JSON.stringify(rest, rounded, 2).slice(0, -2);
  const lines = trials.map((trial) => `    ${JSON.stringify(trial, rounded)}`);
  return `${head},\n  "trials": [\n${lines.join(',\n')}\n  ]\n}\n`;
};

/** Writes a file and returns its path relative to the working directory. */
export const writeText = (path, text) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return relative(process.cwd(), path);
};

export const writeResult = (path, result) => writeText(path, resultText(result));

const readResult = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** The committed result of a question on a machine, or undefined if there is none. */
export const readKept = (question, machine) => {
  const path = resultPath(question, { partial: false, machine });
  return existsSync(path) ? readResult(path) : undefined;
};

const readFolder = (path) =>
  readdirSync(path)
    .filter((name) => name.endsWith('.json'))
    .map((name) => readResult(join(path, name)));

const newestFirst = (a, b) => (a.date < b.date ? 1 : -1);

/** The committed results of each question, one for each machine, the newest first: `{ echo: [result, ...], ... }`. */
export const readResults = (path = resultsFolder) => {
  const byQuestion = {};
  const machines = readdirSync(path, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  const all = machines.flatMap(({ name }) => readFolder(join(path, name)));
  for (const result of all.sort(newestFirst)) (byQuestion[result.question] ??= []).push(result);
  return byQuestion;
};
