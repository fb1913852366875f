// Bars, stacked bars and the waterfall, as they are seen.
import { describe, expect, it } from 'vitest';
import { bar, bars } from '../../src/terminal/bars.js';
import { shareColumns } from '../../src/terminal/parts.js';
import type { Part } from '../../src/terminal/parts.js';
import { stackedBars } from '../../src/terminal/stacked-bars.js';
import { displayWidth } from '../../src/terminal/text.js';
import { waterfall } from '../../src/terminal/waterfall.js';
import { WIDTHS, terminalOf } from './on.js';

const terminal = terminalOf(60);
const inAscii = terminalOf(60, { LANG: 'C' });

describe('bar', () => {
  it('is as long as its share, to the eighth of a column', () => {
    expect(bar(terminal, 0.5, 4)).toBe('██');
    expect(bar(terminal, 0.125 * 1.5, 8)).toBe('█▌');
    expect(bar(terminal, 2, 4)).toBe('████');
    expect(bar(inAscii, 0.5, 4)).toBe('##');
  });

  it('is seen for everything above nothing', () => {
    expect(bar(terminal, 1e-9, 4)).toBe('▏');
    expect(bar(inAscii, 1e-9, 4)).toBe('|');
    expect(bar(terminal, 0, 4)).toBe('');
    expect(bar(terminal, NaN, 4)).toBe('');
  });

  it('stands between a name and a value, on the scale of the largest', () => {
    const lines = bars(terminalOf(40), [
      { label: 'epoll', value: 1, text: '1 ms' },
      { label: '非阻塞', value: 2, text: '20 ms' },
    ]);
    expect(lines[0]).toMatch(/^ {2}epoll {3}█+.? +1 ms$/);
    expect(lines[1]).toMatch(/^ {2}非阻塞 {2}█+ {2}20 ms$/);
    expect(lines.map(displayWidth)).toEqual([40, 40]);
  });

  it.each([
    [40, [/^ {2}a label of its own line$/, /^ {4}█+$/, /^ {4}a text of twenty columns or more$/]],
    [50, [/^ {2}a label of its own line$/, /^ {4}█+ {2}a text of twenty columns or more$/]],
  ] as const)('has lines of its own on a terminal of %i columns', (columns, expected) => {
    const row = { label: 'a label of its own line', text: 'a text of twenty columns or more' };
    const lines = bars(terminalOf(columns), [{ ...row, value: 1 }]);
    expect(lines).toEqual(expected.map((line) => expect.stringMatching(line) as string));
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
  });

  it('draws nothing when all values are nothing', () => {
    expect(bars(terminal, [{ label: 'a', value: 0, text: '0' }])[0]!.trim()).toMatch(/^a +0$/);
  });
});

describe('columns are shared out', () => {
  it.each([
    [[1, 1], 10, [5, 5]],
    [[1000, 1, 0], 10, [9, 1, 0]],
    [[1000, 1, 1, 1], 10, [7, 1, 1, 1]],
    [[1, 1, 1], 10, undefined],
    [[0, 0], 10, [0, 0]],
  ])('%j on %i', (sizes, columns, expected) => {
    const shares = shareColumns(sizes, columns);
    const sum = shares.reduce((all, share) => all + share, 0);
    expect(sum).toBe(sizes.some((size) => size > 0) ? columns : 0);
    if (expected) expect(shares).toEqual(expected);
  });
});

const parts: readonly Part[] = [
  { name: 'waiting', fill: 'light', color: 'gray' },
  { name: 'wake-up', fill: 'dark', color: 'yellow' },
  { name: 'copying', fill: 'solid', color: 'green' },
];

describe('a stacked bar', () => {
  const rows = [
    { label: 'blocking', sizes: [2000, 60, 1], text: '2,000 + 60 + 1 µs' },
    { label: 'polling', sizes: [1000, 0, 1], text: '1,000 + 0 + 1 µs' },
  ];

  it('shows every part that is there, and says that some are wider than they should be', () => {
    const [blocking, polling, names, note] = stackedBars(terminal, parts, rows);
    expect(blocking).toMatch(/░+▓+█ +2,000 \+ 60 \+ 1 µs$/);
    expect(polling).toMatch(/░+█ +1,000/);
    expect(polling).not.toContain('▓');
    expect(names).toBe('  ░░ waiting   ▓▓ wake-up   ██ copying');
    expect(note).toContain('has one column');
  });

  it('has no such note when every part is to scale', () => {
    expect(stackedBars(terminal, parts, [{ label: 'a', sizes: [1, 1, 1], text: '' }])).toHaveLength(
      2,
    );
  });

  it('tells the parts apart in ASCII', () => {
    expect(stackedBars(inAscii, parts, rows)[0]).toMatch(/\.+=+#/);
  });

  it('has its values on a line of their own where they would leave no room', () => {
    const long = rows.map(({ label, sizes, text }) => ({
      label,
      sizes,
      text: `${text}, which is a long story to tell`,
    }));
    const lines = stackedBars(terminalOf(60), parts, long);
    expect(lines[1]).toMatch(/^ {4}2,000/);
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(60);
  });
});

describe('a waterfall', () => {
  const rows = [0, 1].map((index) => ({
    label: `client ${index + 1}`,
    startMs: 0,
    durationsMs: [0.1, 500 * index, 500],
  }));

  it('puts the parts of all clients on one axis', () => {
    const [first, second, rule, times, names] = waterfall(terminalOf(60), parts, rows);
    expect(first).toMatch(/^ {2}client 1 {2}░█+$/);
    expect(second).toMatch(/^ {2}client 2 {2}░▓+█+$/);
    expect(second!.indexOf('█')).toBe(first!.length);
    expect(rule).toMatch(/┴─+┴/);
    expect(times).toMatch(/^ +0 ms +500 ms$/);
    expect(names).toContain('waiting');
  });

  it('has the axis that it is told', () => {
    const [first] = waterfall(terminalOf(60), parts, rows, { endMs: 4000, hasLegend: false });
    expect(displayWidth(first!)).toBeLessThan(20);
  });

  it.each(WIDTHS)('fits on %i columns, whatever the times', (columns) => {
    for (const scale of [0.001, 1, 37, 100_000]) {
      const scaled = rows.map(({ label, startMs, durationsMs }) => ({
        label,
        startMs,
        durationsMs: durationsMs.map((ms) => ms * scale),
      }));
      for (const line of waterfall(terminalOf(columns), parts, scaled))
        expect(displayWidth(line)).toBeLessThanOrEqual(columns);
    }
  });
});
