// How a judged claim looks: its words, its verdict in colour, its figures with their units and thresholds.
import { spread } from '@fdset/benchmarks/kit';
import { describe, expect, it } from 'vitest';
import { CLAIMS } from '../../src/claims/all-claims.js';
import { selectBurns } from '../../src/claims/multiplexing/select-burns.js';
import type { Claim, Figure, Unit } from '../../src/claims/claim.js';
import { formatSpread, formatThreshold, formatValue } from '../../src/claims/format-figure.js';
import type { JudgedClaim } from '../../src/claims/measure-claims.js';
import { showClaim } from '../../src/claims/show-claim.js';
import { describeTerminal } from '../../src/terminal/terminal.js';
import { displayWidth } from '../../src/terminal/text.js';
import { WIDTHS, terminalOf } from '../terminal/on.js';

const figure = (
  name: string,
  unit: Unit,
  values: readonly number[],
  rest: object = {},
): Figure => ({
  name,
  label: name,
  unit,
  values,
  spread: spread(values),
  question: 'q',
  peer: 'p',
  metric: 'm',
  ...rest,
});

/** The figures of a claim, with values that take their room. */
const longOf = (claim: Claim): Figure[] =>
  Object.entries(claim.figures).map(([name, { label, unit, threshold, isYesOrNo }]) =>
    figure(name, unit, [1234.5, 12_345.6, 123_456.7], { label, threshold, isYesOrNo }),
  );

const judged: JudgedClaim = {
  claim: selectBurns,
  verdict: 'holds when',
  condition: 'it rains',
  why: 'It rained.',
  figures: [
    figure('of a core', 'share', [0.02, 0.02, 0.02], { threshold: { atMost: 0.2 } }),
    figure('an answer', 'us', [40, 50, 60]),
    figure('nothing', 'us', []),
  ],
  rounds: 3,
  notes: ['strace is not there'],
};

describe('showClaim', () => {
  it('shows the words, the verdict with its condition, the figures and what was not measured', () => {
    const text = showClaim(terminalOf(100), judged).join('\n');
    for (const part of [
      'select-burns (4.6.2.3)',
      selectBurns.document[0]!,
      '  = holds when it rains\n  It rained.\n',
      'Note: strace is not there',
    ])
      expect(text).toContain(part);
    expect(text).toMatch(/^ {2}of a core +▍? *▉? *█* *2 % +≤ 20 %$/m);
    expect(text).toMatch(/^ {2}an answer +█+ +50 µs \(45 to 55\)$/m);
    expect(text).toMatch(/^ {2}nothing +not measured$/m);
  });

  it.each([40, ...WIDTHS])('fits into %i columns, whatever its labels and values', (columns) => {
    for (const env of [{}, { LC_ALL: 'C' }])
      for (const claim of CLAIMS) {
        const lines = showClaim(terminalOf(columns, env), {
          ...judged,
          claim,
          figures: longOf(claim),
        });
        expect(Math.max(...lines.map(displayWidth)), claim.id).toBeLessThanOrEqual(columns);
      }
  });

  it('draws times on one scale, and no bar for yes or no', () => {
    const figures = [
      figure('long', 'ms', [2, 2, 2]),
      figure('short', 'us', [100, 100, 100]),
      figure('is so', 'count', [1, 1, 1], { isYesOrNo: true, threshold: { atLeast: 1 } }),
      figure('was so once', 'count', [1, 0, 0], { isYesOrNo: true, threshold: { atMost: 0 } }),
    ];
    const text = showClaim(terminalOf(100), { ...judged, figures }).join('\n');
    const [long, short] = ['long', 'short'].map(
      (name) => new RegExp(`^ {2}${name} +([█▏▎▍▌▋▊▉]+)`, 'm').exec(text)![1]!.length,
    );
    expect(short! / long!).toBeLessThan(0.1);
    expect(text).toMatch(/^ {2}is so {2,}yes += yes$/m);
    expect(text).toMatch(/^ {2}was so once {2,}yes in 1 of 3 rounds += no$/m);
  });

  it('has no sign beyond ASCII but for the document, where the locale has none', () => {
    const claim = { ...selectBurns, document: [] };
    const figures = longOf(claim);
    const lines = showClaim(terminalOf(80, { LC_ALL: 'C' }), { ...judged, claim, figures });
    expect(lines.join('\n')).toMatch(/^[ -~\n]*$/);
    expect(lines.join('\n')).toContain('<= ');
  });

  it.each([
    ['holds', 32],
    ['holds when', 33],
    ['wrong', 31],
    ['inconclusive', 90],
  ] as const)('colours the verdict %s', (verdict, color) => {
    const terminal = describeTerminal({ isTTY: true, columns: 80 }, {});
    const text = showClaim(terminal, { ...judged, verdict, condition: null }).join('\n');
    expect(text).toContain(`\u001B[${color}m  = ${verdict}`);
  });
});

describe('figures', () => {
  it('have their units, and the digits that count', () => {
    const texts = [
      formatValue(0.0456, 'ms'),
      formatValue(1234.5, 'us'),
      formatValue(0.031, 'share'),
      formatValue(9.5 * 2 ** 20, 'bytes'),
      formatValue(2048, 'bytes'),
      formatValue(12, 'count'),
      formatValue(41.16, 'times'),
      formatValue(123_456, 'per second'),
      formatValue(NaN, 'ms'),
    ];
    expect(texts).toEqual([
      '0.046 ms',
      '1,235 µs',
      '3.10 %',
      '9.50 MiB',
      '2 KiB',
      '12',
      '41.2 ×',
      '123,456/s',
      '-',
    ]);
  });

  it('have their quartiles where these differ', () => {
    expect(formatSpread(spread([1, 1, 1]), 'ms')).toBe('1 ms');
    expect(formatSpread(spread([1, 2, 3]), 'ms')).toBe('2 ms (1.50 to 2.50)');
    expect(formatSpread(spread([]), 'ms')).toBe('not measured');
  });

  it('have thresholds on one side or both', () => {
    expect(formatThreshold({ atLeast: 0.95 }, 'share')).toBe('≥ 95 %');
    expect(formatThreshold({ atLeast: 1, atMost: 3 }, 'times')).toBe('≥ 1 ×, ≤ 3 ×');
  });
});
