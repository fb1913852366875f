import { expect, it, onTestFinished, vi } from 'vitest';
import type { Socket } from '@fdset/socket';
import { ForkingTCPServer, TCPServer, ThreadPoolTCPServer } from '@fdset/socketserver';
import { startClient } from '../support/client.js';
import { anyPort, serving, until, knownTo } from '../support/servers.js';

const module = new URL('../fixtures/strange-handlers.mjs', import.meta.url);
const { strange } = (await import(module.href)) as { strange: string[] };
const strangeHandler = { module, name: 'StrangeHandler' };
const thenableHandler = { module, name: 'ThenableHandler' };
const client = startClient();
const classes = [TCPServer, ThreadPoolTCPServer, ForkingTCPServer];

it.each(classes)(
  '%o: whatever a handler throws is an error of its request alone',
  async (Class) => {
    const phases: string[] = [];
    class Server extends Class {
      override handleError(
        _request: Socket,
        _client: unknown,
        error: unknown,
        { phase }: { phase: string },
      ) {
        phases.push(phase);
        if (Class !== TCPServer) expect(error).toBeInstanceOf(Error);
      }
    }
    const server = serving(
      new Server(anyPort, strangeHandler, knownTo<object>(Server, { maxWorkers: 1 })),
    );
    const ends: unknown[] = [];
    for (const word of strange) ends.push(await client.exchange(server.serverAddress, word));
    expect(ends).toEqual(strange.map(() => ''));
    expect(await client.exchange(server.serverAddress, 'ok')).toBe('OK');
    await until(() => server.stats().active === 0);
    // No error ended the thread or the process that its handler ran in.
    expect(phases).toEqual(strange.map(() => 'handler'));
  },
);

it('the default handleError bears it as well', async () => {
  const written: string[] = [];
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  onTestFinished(() => write.mockRestore());
  const server = serving(new TCPServer(anyPort, strangeHandler));
  for (const word of strange) await client.exchange(server.serverAddress, word);
  expect(await client.exchange(server.serverAddress, 'ok')).toBe('OK');
  await until(() => server.stats().active === 0);
  expect(server.stats()).toMatchObject({ failed: strange.length, finished: 1 });
  expect(written.filter((text) => text.includes('Exception occurred'))).toHaveLength(
    strange.length,
  );
});

it.each(classes)(
  '%o: finish() follows handle(), whatever that gives to wait for',
  async (Class) => {
    class Server extends Class {
      override handleError() {}
    }
    const server = serving(new Server(anyPort, thenableHandler));
    for (const word of ['getter', 'throws', 'rejects'])
      expect(await client.exchange(server.serverAddress, word)).toBe('finished');
    await until(() => server.stats().active === 0);
    expect(server.stats()).toMatchObject({ failed: 3 });
  },
);
