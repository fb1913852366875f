// Where results go. A full run writes results/NAME.json, which is committed; a run that was narrowed
// or shortened writes partial/NAME.json, so that it never replaces a full one.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../', import.meta.url));
export const resultsFolder = join(folder, 'results');

export const resultPath = (name, { partial }) =>
  join(folder, partial ? 'partial' : 'results', `${name}.json`);

/** Figures keep five digits: more is noise, and a diff shows it. */
const rounded = (key, value) =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;

/** JSON with one trial per line. */
export const resultText = ({ trials, ...rest }) => {
  const head = JSON.stringify(rest, rounded, 2).slice(0, -2);
  const lines = trials.map((trial) => `    ${JSON.stringify(trial, rounded)}`);
  return `${head},\n  "trials": [\n${lines.join(',\n')}\n  ]\n}\n`;
};

/** Writes a file and returns its path as a user would type it. */
export const writeText = (path, text) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return relative(process.cwd(), path);
};

export const writeResult = (path, result) => writeText(path, resultText(result));

/** Every committed result by its name. */
export const readResults = () =>
  Object.fromEntries(
    readdirSync(resultsFolder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => [
        name.slice(0, -'.json'.length),
        JSON.parse(readFileSync(join(resultsFolder, name), 'utf8')),
      ]),
  );
