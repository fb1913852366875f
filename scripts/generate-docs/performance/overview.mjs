// The table that shows for each question how many targets each machine meets.
import { countMet } from '../../../benchmarks/src/report/targets.mjs';
import { markdownTable } from './markdown.mjs';

/** The processors of all results, the one with the newest result first. */
const machinesOf = (all) => {
  const newestFirst = [...all].sort((a, b) => (a.date < b.date ? 1 : -1));
  return [...new Set(newestFirst.map(({ machine }) => machine.cpu))];
};

const verdict = (result, targets) => {
  if (result === undefined) return '-';
  const { met, measured } = countMet(result, targets);
  return `${met} of ${measured}`;
};

const anchor = (title) =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');

/** The table for `sections`, which are `{ title, results }`. Those without targets have no row. */
export const overview = (sections) => {
  const machines = machinesOf(sections.flatMap(({ results }) => results));
  const rows = sections
    .filter(({ results }) => results[0].targets.length > 0)
    .map(({ title, results }) => [
      `[${title}](#${anchor(title)})`,
      ...machines.map((cpu) =>
        verdict(
          results.find(({ machine }) => machine.cpu === cpu),
          results[0].targets,
        ),
      ),
    ]);
  return markdownTable({ head: ['targets met', ...machines], rows });
};
