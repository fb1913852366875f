// Who does what when: a line for each client, its parts one after the other, all on one axis of time.
import { drawPart, legend, sum } from './parts.js';
import type { Part } from './parts.js';
import type { Terminal } from './terminal.js';
import { displayWidth, padEnd } from './text.js';

export interface WaterfallRow {
  readonly label: string;
  /** When its first part begins. */
  readonly startMs: number;
  /** How long each part takes, in the order of the legend. */
  readonly durationsMs: readonly number[];
}

export interface WaterfallOptions {
  /** The end of the axis, for several pictures on one scale; by default the end of the last part. */
  readonly endMs?: number;
  readonly hasLegend?: boolean;
}

const INDENT = '  ';
const MOST_COLUMNS = 72;
/** Ticks stand so far apart at least. */
const TICK_COLUMNS = 14;

export function waterfall(
  terminal: Terminal,
  parts: readonly Part[],
  rows: readonly WaterfallRow[],
  { endMs = lastEnd(rows), hasLegend = true }: WaterfallOptions = {},
): string[] {
  const labelColumns = Math.max(...rows.map(({ label }) => displayWidth(label)));
  const left = terminal.columns - INDENT.length - labelColumns - 2;
  const columns = Math.min(MOST_COLUMNS, left);
  const lines = rows.map((row) => {
    const drawn = drawRow(terminal, parts, row, columns / endMs);
    return `${INDENT}${padEnd(row.label, labelColumns)}  ${drawn}`;
  });
  const margin = ' '.repeat(INDENT.length + labelColumns + 2);
  return [
    ...lines,
    ...axis(terminal, endMs, columns).map((line) => terminal.colors.dim(margin + line)),
    ...(hasLegend ? legend(terminal, parts, margin) : []),
  ];
}

/** The end of the last part of all. */
export function lastEnd(rows: readonly WaterfallRow[]): number {
  return Math.max(...rows.map(({ startMs, durationsMs }) => startMs + sum(durationsMs)));
}

/** Each part ends at its column; one that is too short for that has a column, by which the next begins later. */
function drawRow(
  terminal: Terminal,
  parts: readonly Part[],
  { startMs, durationsMs }: WaterfallRow,
  columnsPerMs: number,
): string {
  let [at, column] = [startMs, Math.floor(startMs * columnsPerMs)];
  let line = ' '.repeat(column);
  for (const [index, part] of parts.entries()) {
    const durationMs = durationsMs[index] ?? 0;
    if (durationMs <= 0) continue;
    at += durationMs;
    const columns = Math.max(1, Math.round(at * columnsPerMs) - column);
    line += drawPart(terminal, part, columns);
    column += columns;
  }
  return line;
}

/** A rule with ticks at round times, and the times beneath it. */
function axis({ glyphs }: Terminal, endMs: number, columns: number): string[] {
  const stepMs = roundStep(endMs / Math.max(1, Math.floor(columns / TICK_COLUMNS)));
  let [rule, times] = ['', ''];
  for (let ms = 0; ms < endMs; ms += stepMs) {
    const column = Math.round((ms / endMs) * columns);
    const time = `${whole(ms)} ms`;
    if (column + displayWidth(time) > columns) break;
    rule += glyphs.rule.repeat(column - displayWidth(rule)) + glyphs.tick;
    times = padEnd(times, column) + time;
  }
  return [rule + glyphs.rule.repeat(columns - displayWidth(rule)), times];
}

/** 1, 2 or 5 times a power of ten, and at least so much. */
function roundStep(atLeastMs: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, atLeastMs)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= atLeastMs)!;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
