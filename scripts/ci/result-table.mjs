// The table at the end of a run: every check with its result and its time.
import { seconds } from '../../tooling/src/say.mjs';

/** The lines of the table. Rows are `{ name, result, ms }`. */
export const tableOf = (rows) => {
  const cells = [
    ['check', 'result', 'time'],
    ...rows.map(({ name, result, ms }) => [name, result, seconds(ms)]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column].length)));
  const line = ([name, result, time]) =>
    `${name.padEnd(widths[0])}  ${result.padEnd(widths[1])}  ${time.padStart(widths[2])}`;
  const [head, ...body] = cells.map(line);
  return [head, '-'.repeat(head.length), ...body];
};
