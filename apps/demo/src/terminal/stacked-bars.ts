// Bars of parts on one scale, with a legend: the phases of a read. A part that is too small for a column has one all the same, and
// the legend says so.
import { drawPart, legend, shareColumns, sum } from './parts.js';
import type { Part } from './parts.js';
import type { Terminal } from './terminal.js';
import { displayWidth, padEnd, padStart } from './text.js';

export interface StackedBar {
  readonly label: string;
  /** The sizes of the parts, in the order of the legend. */
  readonly sizes: readonly number[];
  /** The sizes with their units, behind the bar. */
  readonly text: string;
}

const INDENT = '  ';
const LEAST_COLUMNS = 12;
const MOST_COLUMNS = 48;

export function stackedBars(
  terminal: Terminal,
  parts: readonly Part[],
  unspelled: readonly StackedBar[],
): string[] {
  const rows = unspelled.map((row) => ({ ...row, text: terminal.glyphs.spell(row.text) }));
  const labelColumns = Math.max(...rows.map(({ label }) => displayWidth(label)));
  const textColumns = Math.max(...rows.map(({ text }) => displayWidth(text)));
  const beside = terminal.columns - INDENT.length - labelColumns - textColumns - 4;
  // On a narrow terminal the text has a line of its own.
  const isNarrow = beside < LEAST_COLUMNS;
  const columns = Math.min(MOST_COLUMNS, isNarrow ? beside + textColumns + 2 : beside);
  const most = Math.max(...rows.map(totalOf));
  const lines = rows.flatMap((row) => {
    const drawn = drawBar(terminal, parts, row, Math.round((totalOf(row) / most) * columns));
    const line = `${INDENT}${padEnd(row.label, labelColumns)}  ${drawn}`;
    if (isNarrow) return [line, `${INDENT}${INDENT}${row.text}`];
    const barEnd = INDENT.length + labelColumns + 2 + columns;
    return [`${padEnd(line, barEnd)}  ${padStart(row.text, textColumns)}`];
  });
  return [...lines, ...legend(terminal, parts, INDENT), ...note(terminal, rows, most, columns)];
}

function drawBar(
  terminal: Terminal,
  parts: readonly Part[],
  { sizes }: StackedBar,
  columns: number,
): string {
  const present = sizes.filter((size) => size > 0).length;
  const shares = shareColumns(sizes, Math.max(present, columns));
  return parts.map((part, index) => drawPart(terminal, part, shares[index] ?? 0)).join('');
}

function note(
  { colors }: Terminal,
  rows: readonly StackedBar[],
  most: number,
  columns: number,
): string[] {
  const column = most / columns;
  const isStretched = rows.some(({ sizes }) => sizes.some((size) => size > 0 && size < column / 2));
  return isStretched ? [colors.dim(`${INDENT}What is shorter than a column has one column.`)] : [];
}

function totalOf({ sizes }: StackedBar): number {
  return sum(sizes);
}
