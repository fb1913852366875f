// What a terminal, a pipe, and the variables of the environment say about the output.
import { describe, expect, it } from 'vitest';
import { describeTerminal } from '../../src/terminal/terminal.js';

const onTerminal = { isTTY: true, columns: 90 };
const red = (env: Record<string, string>, output = {}): boolean =>
  describeTerminal(output, env).colors.red('x') !== 'x';

describe('colours', () => {
  it('are for terminals', () => {
    expect(red({}, onTerminal)).toBe(true);
    expect(red({}, {})).toBe(false);
    expect(red({ TERM: 'dumb' }, onTerminal)).toBe(false);
  });

  it('follow NO_COLOR and FORCE_COLOR, the former first', () => {
    expect(red({ NO_COLOR: '1' }, onTerminal)).toBe(false);
    expect(red({ FORCE_COLOR: '1' })).toBe(true);
    expect(red({ FORCE_COLOR: '0' }, onTerminal)).toBe(false);
    expect(red({ FORCE_COLOR: '1', NO_COLOR: '1' }, onTerminal)).toBe(false);
  });

  it('ignore both when they are empty', () => {
    expect(red({ NO_COLOR: '', FORCE_COLOR: '' }, onTerminal)).toBe(true);
    expect(red({ FORCE_COLOR: '' })).toBe(false);
  });
});

describe('columns', () => {
  it("are the terminal's, from 40 to 100", () => {
    expect(describeTerminal({ isTTY: true, columns: 60 }, {}).columns).toBe(60);
    expect(describeTerminal({ isTTY: true, columns: 200 }, {}).columns).toBe(100);
    expect(describeTerminal({ isTTY: true, columns: 3 }, {}).columns).toBe(40);
    expect(describeTerminal({ isTTY: true, columns: 90 }, { COLUMNS: '60' }).columns).toBe(90);
  });

  it('are 80 in a pipe, or what COLUMNS says', () => {
    expect(describeTerminal({}, {}).columns).toBe(80);
    expect(describeTerminal({}, { COLUMNS: '60' }).columns).toBe(60);
    expect(describeTerminal({}, { COLUMNS: 'wide' }).columns).toBe(80);
  });
});

it.each([
  [{}, '█'],
  [{ LANG: 'de_DE.UTF-8' }, '█'],
  [{ LANG: 'C.utf8' }, '█'],
  [{ LANG: 'C' }, '#'],
  [{ LC_ALL: 'POSIX', LANG: 'de_DE.UTF-8' }, '#'],
  [{ LC_CTYPE: 'de_DE.ISO-8859-1', LANG: 'de_DE.UTF-8' }, '#'],
  [{ LC_ALL: '', LC_CTYPE: 'en_US.UTF-8', LANG: 'C' }, '█'],
])('the blocks for the locale %o', (env, block) => {
  expect(describeTerminal({}, env).glyphs.fills.solid).toBe(block);
});

it('lines can be rewritten on a terminal that is not dumb', () => {
  expect(describeTerminal(onTerminal, {}).isLive).toBe(true);
  expect(describeTerminal(onTerminal, { TERM: 'dumb' }).isLive).toBe(false);
  expect(describeTerminal({}, {}).isLive).toBe(false);
});
