// A table as the tour prints them: names to the left, numbers to the right, colours only where a terminal reads them.
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
