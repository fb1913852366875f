// The contract of servers whose requests are connections.
import { expect, it } from 'vitest';
import { serving, until } from '../support/servers.js';
import type { Bench } from './server-case.js';

export const streamContract = (bench: Bench): void => {
  const { isUnix } = bench;

  it('V15: the client sees the end as soon as the handler returns', async () => {
    const server = serving(bench.build('FloodHandler'));
    expect(await bench.ask(server, '300000')).toHaveLength(300_000);
  });

  it('V19: files over the connection: lines in, lines out', async () => {
    const server = serving(bench.build('LineHandler'));
    expect(await bench.ask(server, 'a line\nand a half')).toBe('A LINE\nAND A HALF');
  });

  it('V19: finish flushes wfile, and a handler that closed its files itself is fine', async () => {
    const server = serving(bench.build('BufferedHandler'));
    expect(await bench.ask(server, 'leave')).toBe('ab');
    expect(await bench.ask(server, 'close')).toBe('ab');
    await until(() => server.stats().finished === 2);
  });

  if (!isUnix)
    it('V20: timeoutMs and disableNagleAlgorithm of a handler apply to its connection', async () => {
      const server = serving(bench.build('SettingsHandler'));
      expect(await bench.ask(server, '')).toBe('50 true');
    });

  it('runs asynchronous handlers', async () => {
    const server = serving(bench.build('AsyncUpperHandler'));
    expect(await bench.ask(server, 'later')).toBe('LATER');
  });
};
