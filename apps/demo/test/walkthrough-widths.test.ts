// What is printed on terminals and in pipes of several widths, with and without colours and blocks.
import { describe, expect, it } from 'vitest';
import { needs } from '../../../scripts/test/needs.mjs';
import { displayWidth } from '../src/terminal/text.js';
import { onTerminal } from './helpers/on-terminal.js';
import { cliPath, run } from './helpers/run.js';

const models = ['walkthrough', '--only', 'models', '--clients', '2', '--exchanges', '2'];

const printed = async (env: Record<string, string>): Promise<string[]> => {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const args = [...variables, process.execPath, cliPath, ...models];
  const { code, stdout, stderr } = await run('env', args);
  expect([code, stderr]).toEqual([0, '']);
  return stdout.toString().split('\n');
};

describe('the walkthrough in a pipe', () => {
  it.each([60, 120])('of %i columns fits, and has no colours', async (columns) => {
    const lines = await printed({ COLUMNS: String(columns) });
    // Progress is a line each, as long as it is.
    const own = lines.filter((line) => !/^ {2}\S.*(process \d+|lines|right)$/.test(line));
    for (const line of own) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
    expect(lines.join('')).not.toContain('\u001B');
  });

  it('has ASCII pictures where the locale is not UTF-8', async () => {
    const lines = await printed({ LC_ALL: 'C' });
    expect(lines.join('\n')).not.toMatch(/[█▓▒░─┴]/);
    expect(
      lines.filter((line) => /^ {2}client \d {2} *-+\.+#+$/.test(line)).length,
    ).toBeGreaterThan(0);
  });
});

describe('the walkthrough on a terminal', () => {
  it('rewrites its progress', needs('python3'), async () => {
    const { screen, exitCode } = await onTerminal(models, [['expect', 'Done in']]);
    expect(exitCode).toBe(0);
    expect(screen).toMatch(/\r {2}blocking: listening[^\r\n]+\r {2}blocking: 2 clients[^\r\n]+\r/);
    expect(screen).not.toMatch(/every answer right\r?\n/);
  });
});
