// What the arrow keys bring back on a terminal, in one session and in the next one.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { needs } from '../../../../scripts/test/needs.mjs';
import { onTerminal } from '../../../../scripts/test/on-terminal.mjs';
import type { Step } from '../../../../scripts/test/on-terminal.mjs';
import { fdsetPath } from '../support/run-fdset.js';
import { freshPath, sharedServer } from '../support/servers.js';

const UP = '\u001b[A';
const CTRL_D = '\u0004';

const upper = sharedServer('upper');

let state: string;
beforeEach(() => {
  state = dirname(freshPath());
  setVariable('XDG_STATE_HOME', state);
});

const setVariable = (name: string, value: string): void => {
  vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
};

const file = (): string => join(state, 'fdset', 'history');

/** A session in which lines are typed, and answered; the screen. */
const session = async (
  steps: readonly Step[],
  options: readonly string[] = [],
): Promise<string> => {
  const all: Step[] = [['expect', '>>: '], ...steps, ['type', CTRL_D]];
  const { screen, exitCode } = await onTerminal([fdsetPath, ...options, upper()], all);
  expect(exitCode, screen).toBe(0);
  return screen;
};

const typed = (line: string): Step[] => [
  ['type', `${line}\r`],
  ['expect', `${line.toUpperCase()}\r\n>>: `],
];

describe('the history of fdset', needs('python3'), () => {
  it('has the lines of this session and of the ones before, in a file for its owner alone', async () => {
    await session([...typed('one'), ...typed('two')]);
    expect(readFileSync(file(), 'utf8')).toBe('one\ntwo\n');
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(file())).mode & 0o777).toBe(0o700);
    await session([
      ...typed('three'),
      ['type', UP],
      ['expect', 'three'],
      ['type', UP],
      ['expect', 'two'],
      ['type', UP],
      ['expect', 'one'],
      ['type', '\r'],
      ['expect', 'ONE\r\n>>: '],
    ]);
    expect(readFileSync(file(), 'utf8')).toBe('one\ntwo\nthree\none\n');
  });

  it('closes a file that others could read', async () => {
    mkdirSync(dirname(file()));
    writeFileSync(file(), 'old\n', { mode: 0o644 });
    await session([]);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('is shortened to its last thousand lines', async () => {
    mkdirSync(dirname(file()));
    const lines = Array.from({ length: 5000 }, (_, index) => `${index} ${'x'.repeat(60)}`);
    writeFileSync(file(), `${lines.join('\n')}\n`);
    await session(typed('new'));
    expect(readFileSync(file(), 'utf8')).toBe(`${lines.slice(-1000).join('\n')}\nnew\n`);
  });

  it.each([
    ['--no-history', ['--no-history'], undefined],
    ['an empty FDSET_HISTORY', [], ''],
  ])('is not kept with %s, but in its own session', async (_, options, variable) => {
    if (variable !== undefined) setVariable('FDSET_HISTORY', variable);
    await session(
      [...typed('one'), ['type', UP], ['expect', 'one'], ['type', '\r'], ['expect', '>>: ']],
      options,
    );
    expect(existsSync(file())).toBe(false);
  });

  it('is kept where FDSET_HISTORY says', async () => {
    const other = join(state, 'other');
    setVariable('FDSET_HISTORY', other);
    await session(typed('one'));
    expect(readFileSync(other, 'utf8')).toBe('one\n');
    expect(existsSync(file())).toBe(false);
  });

  it('is no reason not to talk when it cannot be kept', async () => {
    setVariable('FDSET_HISTORY', '/dev/null/history');
    const { screen, exitCode } = await onTerminal(
      [fdsetPath, upper()],
      [
        ['expect', 'FDSET_HISTORY= switches it off'],
        ['expect', '>>: '],
        ...typed('one'),
        ['type', CTRL_D],
      ],
    );
    expect(exitCode, screen).toBe(0);
  });
});
