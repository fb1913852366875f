// A table of the tour, with names on the left, numbers on the right, and colours only on a terminal.
import Table from 'cli-table3';

export function plainTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, index) => (index === 0 ? 'left' : 'right')),
    style: process.stdout.isTTY ? {} : { head: [], border: [] },
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}
