// Horizontal bars on one scale, one for each value: `epoll  ████▌  12 ms`.
import type { Colors, Terminal } from './terminal.js';
import { displayWidth, padEnd, padStart, prose } from './text.js';

export type Color = 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'gray';

export interface Bar {
  readonly label: string;
  /** The length; not negative. A value that is not finite has no bar. */
  readonly value: number;
  /** The value with its unit, behind the bar. */
  readonly text: string;
  readonly color?: Color;
}

export interface BarsOptions {
  /** The value of a full bar; by default the largest value. */
  readonly max?: number;
  readonly indent?: string;
}

/** A bar shorter than this tells nothing. */
const LEAST_COLUMNS = 8;
const MOST_COLUMNS = 48;

export function bars(
  terminal: Terminal,
  rows: readonly Bar[],
  {
    max = Math.max(...rows.map(({ value }) => value).filter(Number.isFinite)),
    indent = '  ',
  }: BarsOptions = {},
): string[] {
  const { spell } = terminal.glyphs;
  const spelled = rows.map((row) => ({ ...row, text: spell(row.text) }));
  const labelColumns = widest(spelled.map(({ label }) => label));
  const textColumns = widest(spelled.map(({ text }) => text));
  const left = terminal.columns - indent.length - labelColumns - textColumns - 4;
  if (left < LEAST_COLUMNS) return narrowBars(terminal, spelled, { max, indent });
  const columns = Math.min(MOST_COLUMNS, left);
  return spelled.map((row) => {
    const drawn = draw(terminal, row, max, columns);
    return `${indent}${padEnd(row.label, labelColumns)}  ${drawn}  ${padStart(row.text, textColumns)}`;
  });
}

/** The label has lines of its own, and the text as well where there is no room for it beside the bar. */
function narrowBars(
  terminal: Terminal,
  rows: readonly Bar[],
  { max, indent }: Required<BarsOptions>,
): string[] {
  const inner = `${indent}  `;
  const textColumns = widest(rows.map(({ text }) => text));
  const beside = terminal.columns - inner.length - textColumns - 2;
  const isBeside = beside >= LEAST_COLUMNS;
  const columns = Math.min(MOST_COLUMNS, isBeside ? beside : terminal.columns - inner.length);
  return rows.flatMap((row) => {
    const label = prose(terminal, row.label.trim(), indent);
    const drawn = inner + draw(terminal, row, max, columns);
    if (isBeside) return [...label, `${drawn}  ${padStart(row.text, textColumns)}`];
    const text = prose(terminal, row.text.trim(), inner);
    return [...label, ...(row.value > 0 ? [drawn.trimEnd()] : []), ...text];
  });
}

function draw(
  terminal: Terminal,
  { value, color = 'cyan' }: Bar,
  max: number,
  columns: number,
): string {
  return padEnd(paint(terminal.colors, color, bar(terminal, value / max, columns)), columns);
}

/** Bars beneath a title, and an empty line. */
export function titledBars(terminal: Terminal, title: string, rows: readonly Bar[]): string[] {
  return [terminal.colors.bold(title), ...bars(terminal, rows), ''];
}

/** One bar: a share (0 to 1) of the columns. What is more than nothing is seen. */
export function bar({ glyphs }: Terminal, share: number, columns: number): string {
  if (!(share > 0)) return '';
  const { ends, fills } = glyphs;
  const steps = ends.length + 1;
  const filled = Math.max(1, Math.round(Math.min(1, share) * columns * steps));
  const rest = filled % steps;
  return fills.solid.repeat(Math.floor(filled / steps)) + (rest === 0 ? '' : ends[rest - 1]!);
}

export function paint(colors: Colors, color: Color, text: string): string {
  return text === '' ? '' : colors[color](text);
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(displayWidth));
}
