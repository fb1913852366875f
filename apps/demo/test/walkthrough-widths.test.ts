// What is printed on terminals and in pipes of several widths, with and without colours and blocks.
import { describe, expect, it } from 'vitest';
import { someOf } from '../../../scripts/test/exhaustive.mjs';
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

// The signs of each locale are tested with the bars and the tables, too.
const widths = someOf<[number, string, RegExp]>(
  [
    [60, 'C.UTF-8', /[█▓▒░─┴]/],
    [120, 'C', /-\.+#/],
  ],
  [[60, 'C', /-\.+#/]],
);

describe('the walkthrough in a pipe', () => {
  it.each(widths)(
    'of %i columns fits, in the signs of the locale %s',
    async (columns, locale, signs) => {
      const lines = await printed({ COLUMNS: String(columns), LC_ALL: locale });
      // Progress is a line each, as long as it is.
      const own = lines.filter((line) => !/^ {2}\S.*(process \d+|lines|right)$/.test(line));
      for (const line of own) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      const text = lines.join('\n');
      expect(text).not.toContain('\u001B');
      expect(text).toMatch(signs);
      expect(/[█▓▒░─┴≥≤µ×]/.test(text)).toBe(locale !== 'C');
    },
  );
});

describe('the walkthrough on a terminal', () => {
  it('rewrites its progress', needs('python3'), async () => {
    const { screen, exitCode } = await onTerminal(models, [['expect', 'Done in']]);
    expect(exitCode).toBe(0);
    expect(screen).toMatch(/\r {2}blocking: listening[^\r\n]+\r {2}blocking: 2 clients[^\r\n]+\r/);
    expect(screen).not.toMatch(/every answer right\r?\n/);
  });
});
