// A judged claim on the terminal: the document's words, the verdict in its colour, and the figures with bars.
import { bars } from '../terminal/bars.js';
import type { Color } from '../terminal/bars.js';
import type { Terminal } from '../terminal/terminal.js';
import { displayWidth, padEnd, prose } from '../terminal/text.js';
import { UNITS } from './claim.js';
import type { Figure, Unit } from './claim.js';
import { formatSpread, formatThreshold } from './format-figure.js';
import type { JudgedClaim } from './measure-claims.js';
import type { Verdict } from './verdict.js';

export const VERDICT_COLORS: Readonly<Record<Verdict, Color>> = {
  holds: 'green',
  'holds when': 'yellow',
  wrong: 'red',
  inconclusive: 'gray',
};

export function showClaim(terminal: Terminal, judged: JudgedClaim): string[] {
  const { colors } = terminal;
  const { claim, why, notes } = judged;
  return [
    '',
    `${colors.bold(claim.id)} ${colors.dim(`(${claim.section})`)}`,
    ...claim.document.flatMap((words) => prose(terminal, words, '  ')),
    ...prose(terminal, claim.english, '  '),
    ...verdictLines(terminal, judged),
    ...prose(terminal, why, '  '),
    ...figureLines(terminal, judged.figures),
    ...dim(terminal, `How: ${claim.how}`),
    ...notes.flatMap((note) => dim(terminal, `Note: ${note}`)),
  ];
}

function verdictLines(terminal: Terminal, { verdict, condition }: JudgedClaim): string[] {
  const { colors } = terminal;
  const paint = colors[VERDICT_COLORS[verdict]];
  return prose(terminal, verdictText(verdict, condition), '  ').map((line) =>
    colors.bold(paint(line)),
  );
}

export function verdictText(verdict: Verdict, condition: string | null): string {
  if (verdict === 'inconclusive') return '= inconclusive in this run';
  return `= ${verdict}${condition === null ? '' : ` ${condition}`}`;
}

function dim(terminal: Terminal, text: string): string[] {
  return prose(terminal, text, '  ').map((line) => terminal.colors.dim(line));
}

/** Figures of one unit share a scale; labels, values and thresholds stand in columns. */
function figureLines(terminal: Terminal, figures: readonly Figure[]): string[] {
  const labels = column(figures.map(({ label }) => label));
  const values = column(figures.map(({ spread, unit }) => formatSpread(spread, unit)));
  const bounds = column(figures.map(boundOf));
  const texts = figures.map((_, index) => `${values[index]!}  ${bounds[index]!}`);
  return UNITS.flatMap((unit) => {
    const rows = [...figures.entries()]
      .filter(([, figure]) => figure.unit === unit)
      .map(([index, { spread, threshold }]) => ({
        label: labels[index]!,
        value: spread.median,
        text: texts[index]!,
        color: threshold === undefined ? ('gray' as const) : ('cyan' as const),
      }));
    return rows.length === 0 ? [] : bars(terminal, rows, { max: scaleOf(unit, rows) });
  }).map((line) => line.trimEnd());
}

/** Texts of one width. */
function column(texts: readonly string[]): string[] {
  const columns = Math.max(...texts.map(displayWidth));
  return texts.map((text) => padEnd(text, columns));
}

function boundOf({ unit, threshold }: Figure): string {
  return threshold === undefined ? '' : formatThreshold(threshold, unit);
}

/** A share is one of all there is. */
function scaleOf(unit: Unit, rows: readonly { readonly value: number }[]): number {
  const largest = Math.max(...rows.map(({ value }) => value).filter(Number.isFinite));
  return Math.max(unit === 'share' ? 1 : 0, largest) || 1;
}
