// A judged claim on the terminal: the document's words, the verdict in its colour, and the figures with bars.
import { bars } from '../terminal/bars.js';
import type { Color } from '../terminal/bars.js';
import type { Terminal } from '../terminal/terminal.js';
import { displayWidth, padEnd, prose } from '../terminal/text.js';
import { UNITS } from './claim.js';
import type { Figure, Unit } from './claim.js';
import { formatSpread, formatThreshold, formatYesOrNo } from './format-figure.js';
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

/** Figures of one scale stand together; labels, values and thresholds stand in columns. */
function figureLines(terminal: Terminal, figures: readonly Figure[]): string[] {
  const labels = column(figures.map(({ label }) => label));
  const values = column(figures.map(valueOf));
  const bounds = column(figures.map(boundOf));
  const texts = figures.map((_, index) => `${values[index]!}  ${bounds[index]!}`);
  return SCALES.flatMap((units) => {
    const rows = [...figures.entries()]
      .filter(([, { unit }]) => units.includes(unit))
      .map(([index, figure]) => ({
        label: labels[index]!,
        value: lengthOf(figure),
        text: texts[index]!,
        color: figure.threshold === undefined ? ('gray' as const) : ('cyan' as const),
      }));
    return rows.length === 0 ? [] : bars(terminal, rows, { max: scaleOf(units, rows) });
  }).map((line) => line.trimEnd());
}

/** Texts of one width. */
function column(texts: readonly string[]): string[] {
  const columns = Math.max(...texts.map(displayWidth));
  return texts.map((text) => padEnd(text, columns));
}

/** ms and µs are times, which bars compare. */
const SCALES: readonly (readonly Unit[])[] = [
  ['ms', 'us'],
  ...UNITS.filter((unit) => unit !== 'ms' && unit !== 'us').map((unit) => [unit]),
];

function lengthOf({ unit, spread: { median }, isYesOrNo }: Figure): number {
  if (isYesOrNo === true) return NaN;
  return unit === 'ms' ? median * 1000 : median;
}

function valueOf({ spread, unit, values, isYesOrNo }: Figure): string {
  return isYesOrNo === true ? formatYesOrNo(values) : formatSpread(spread, unit);
}

function boundOf({ unit, threshold, isYesOrNo }: Figure): string {
  if (threshold === undefined) return '';
  if (isYesOrNo === true) return threshold.atLeast === undefined ? '= no' : '= yes';
  return formatThreshold(threshold, unit);
}

/** A share is one of all there is. */
function scaleOf(units: readonly Unit[], rows: readonly { readonly value: number }[]): number {
  const largest = Math.max(...rows.map(({ value }) => value).filter(Number.isFinite));
  return Math.max(units.includes('share') ? 1 : 0, largest) || 1;
}
