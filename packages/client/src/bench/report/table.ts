// A table with names on the left and numbers on the right.
import Table from 'cli-table3';

const LINES = ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left'];
const MORE_LINES = ['bottom-right', 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'];

/** Columns that stand apart by blanks only: a frame makes no number clearer, and pastes badly. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = new Table({
    head: [...head],
    colAligns: head.map((_, index) => (index === 0 ? 'left' : 'right')),
    chars: {
      ...Object.fromEntries([...LINES, ...MORE_LINES].map((one) => [one, ''])),
      middle: ' ',
    },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
  });
  for (const row of rows) lines.push([...row]);
  return lines.toString();
}
