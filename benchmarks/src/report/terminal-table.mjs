// A table for the terminal, with the first column aligned left and the figures aligned right.
import Table from 'cli-table3';

const plain = { head: [], border: [], compact: true };

export const terminalTable = (head, rows) => {
  const colAligns = head.map((_, index) => (index === 0 ? 'left' : 'right'));
  const table = new Table({ head, colAligns, style: plain });
  table.push(...rows);
  return table.toString();
};
