// The contract of handleRequest, and of hooks that refuse.
import { expect, it } from 'vitest';
import { serving, until } from '../support/servers.js';
import type { Bench } from './server-case.js';

export const verifyContract = (bench: Bench): void => {
  const { client, isStream } = bench;

  it('handleRequest handles one request and returns to idle', async () => {
    await using server = bench.build();
    const handled = server.handleRequest();
    expect(await bench.ask(server, 'once')).toBe('ONCE');
    await handled;
    expect(server.state).toBe('idle');
  });

  it('V9: handleRequest calls handleTimeout exactly once, and not early', async () => {
    await using server = bench.build(undefined, { timeoutMs: 30 });
    let timeouts = 0;
    server.handleTimeout = () => void timeouts++;
    const start = performance.now();
    await server.handleRequest();
    expect(performance.now() - start).toBeGreaterThanOrEqual(29);
    expect(timeouts).toBe(1);
  });

  it('V3: a request that verifyRequest refuses is closed, and counted', async () => {
    const server = bench.build();
    let welcome = false;
    server.verifyRequest = () => welcome;
    serving(server);
    const socket = await bench.connect(server);
    if (!isStream) await client.send(socket, 'refused');
    await until(() => server.stats().rejected === 1);
    if (isStream) expect(await client.recv(socket)).toBe('');
    await client.close(socket);
    welcome = true;
    expect(await bench.ask(server, 'welcome')).toBe('WELCOME');
  });

  it('V14: a verifyRequest that throws, or is async, is an error and refuses', async () => {
    const server = bench.build();
    const errors = bench.errorsOf(server);
    let verify = (): unknown => {
      throw new RangeError('no');
    };
    server.verifyRequest = () => verify() as boolean;
    serving(server);
    for (const count of [1, 2]) {
      const socket = await bench.connect(server);
      if (!isStream) await client.send(socket, 'refused');
      await until(() => errors.length === count);
      if (isStream) expect(await client.recv(socket)).toBe('');
      await client.close(socket);
      verify = async () => true;
    }
    expect(errors.map(({ phase, error }) => `${phase} ${error.name}`)).toEqual([
      'verify RangeError',
      'verify TypeError',
    ]);
  });
};
