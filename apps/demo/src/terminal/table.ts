// A table: names on the left, numbers on the right, bold headers, one rule beneath them. On a terminal that is too narrow for it, a
// paragraph for each row.
import Table from 'cli-table3';
import type { Terminal } from './terminal.js';
import { displayWidth, prose } from './text.js';

type Row = readonly string[];

const FRAME =
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right ' +
  'left left-mid mid mid-mid right right-mid';
/** cli-table3 draws a frame of these characters, and no line of them where they are empty. */
const chars = { ...Object.fromEntries(FRAME.split(' ').map((name) => [name, ''])), middle: '  ' };

/** Draws a table; the first column is aligned to the left, the others to the right. */
export function table(terminal: Terminal, head: Row, rows: readonly Row[]): string[] {
  const { colors, glyphs, columns } = terminal;
  const spelled = rows.map((row) => row.map(glyphs.spell));
  const [headers = '', ...body] = align([head.map((name) => colors.bold(name)), ...spelled]);
  const width = Math.max(...[headers, ...body].map(displayWidth));
  if (width > columns) return paragraphs(terminal, head, spelled);
  return [headers, colors.dim(glyphs.rule.repeat(width)), ...body];
}

function align(rows: readonly Row[]): string[] {
  const aligned = new Table({
    chars,
    colAligns: rows[0]!.map((_, index) => (index === 0 ? 'left' : 'right')),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of rows) aligned.push([...row]);
  return aligned.toString().split('\n');
}

function paragraphs(terminal: Terminal, head: Row, rows: readonly Row[]): string[] {
  return rows.flatMap(([name = '', ...cells], index) => [
    ...(index === 0 ? [] : ['']),
    ...prose(terminal, name).map((line) => terminal.colors.bold(line)),
    ...fields(terminal, head.slice(1), cells),
  ]);
}

/** One line for each cell that has something to say, or more where it is long. */
function fields(terminal: Terminal, names: Row, cells: Row): string[] {
  const pairs = names.map((name, index) => [name, cells[index] ?? ''] as const);
  const told = pairs.filter(([, cell]) => cell !== '');
  if (told.length === 0) return [];
  const lines = align(told).map((line) => `  ${line}`);
  if (lines.every((line) => displayWidth(line) <= terminal.columns)) return lines;
  return told.flatMap(([name, cell]) => prose(terminal, `${name}: ${cell}`, '  '));
}
