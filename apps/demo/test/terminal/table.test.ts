// Tables, and what becomes of them on a narrow terminal.
import { describe, expect, it } from 'vitest';
import { table } from '../../src/terminal/table.js';
import { displayWidth } from '../../src/terminal/text.js';
import { terminalOf } from './on.js';

const head = ['', 'blocking', '非阻塞'];
const rows = [
  ['exchanges', '100', '1,000'],
  ['slowest first answer', '1,728 ms', '-'],
];

describe('table', () => {
  it('has one rule, names on the left and numbers on the right', () => {
    expect(table(terminalOf(80), head, rows)).toEqual([
      '                      blocking  非阻塞',
      '──────────────────────────────────────',
      'exchanges                  100   1,000',
      'slowest first answer  1,728 ms       -',
    ]);
  });

  it('draws its rule in ASCII where the locale has no other characters', () => {
    expect(table(terminalOf(80, { LANG: 'C' }), head, rows)[1]).toMatch(/^-+$/);
  });

  it('has bold headers, which are not red', () => {
    const [headers] = table(terminalOf(80, { NO_COLOR: '', FORCE_COLOR: '1' }), head, rows);
    expect(headers).toContain('\u001B[1mblocking\u001B[22m');
    expect(headers).not.toContain('\u001B[31m');
  });

  it('becomes a paragraph for each row where it does not fit, without the empty cells', () => {
    const wide = [['a new thread', '7', '', 'what this column says is longer than there is room']];
    const lines = table(terminalOf(60), ['', 'connections', 'one took', 'and what it says'], wide);
    expect(lines[0]).toBe('a new thread');
    expect(lines.join(' ')).toContain('connections');
    expect(lines.join(' ')).not.toContain('one took');
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(60);
    expect(lines.join(' ').replaceAll(/\s+/g, ' ')).toContain('longer than there is room');
  });

  it('is aligned when its cells have colours', () => {
    const { colors } = terminalOf(80, { NO_COLOR: '', FORCE_COLOR: '1' });
    const [, , first, second] = table(
      terminalOf(80),
      ['', 'n'],
      [
        ['a', colors.red('1')],
        ['b', '23'],
      ],
    );
    expect([displayWidth(first!), displayWidth(second!)]).toEqual([5, 5]);
  });
});
