import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ThreadingTCPServer } from '@fdset/socketserver';
import { describe, expect, it } from 'vitest';
import { startClient } from '../support/client.js';
import { expectLoneEnd } from '../support/lone-end.js';
import { anyPort, serving, until } from '../support/servers.js';
import { openedFromNow } from '../../../../scripts/test/opened-from-now.mjs';

const hard = new URL('../fixtures/hard-handlers.mjs', import.meta.url);
const handlers = new URL('../fixtures/handlers.mjs', import.meta.url);
const hardHandler = { module: hard, name: 'HardHandler' };
const upper = { module: handlers, name: 'UpperHandler' };
const client = startClient();

class Quiet extends ThreadingTCPServer {
  readonly errors: { message: string; phase: string }[] = [];
  override handleError(...args: Parameters<ThreadingTCPServer['handleError']>): void {
    this.errors.push({ message: (args[2] as Error).message, phase: args[3].phase });
  }
}

describe('a thread that dies', () => {
  it.each([
    ['exit', /exit code 7/],
    ['uncaught', /thrown aside/],
    ['reject', /rejected aside/],
    ['memory', /memory limit/],
  ])('by %s is reported, its client sees the end, the others live on', async (word, message) => {
    const options = { resourceLimits: { maxOldGenerationSizeMb: 20 } };
    const server = serving(new Quiet(anyPort, hardHandler, options));
    await expectLoneEnd(client, server, word, message);
  });
});

describe('threads', () => {
  it('are used again for requests one after another', async () => {
    const server = serving(new ThreadingTCPServer(anyPort, upper));
    const threads = new Set<string>();
    for (let i = 0; i < 10; i++) threads.add(await client.exchange(server.serverAddress, 'where'));
    expect(threads.size).toBe(1);
    expect(server.stats().pool).toMatchObject({ workers: 1, idle: 1, busy: 0 });
  });

  it('are not, with reuseThreads: false', async () => {
    const server = serving(new ThreadingTCPServer(anyPort, upper, { reuseThreads: false }));
    const first = await client.exchange(server.serverAddress, 'where');
    expect(await client.exchange(server.serverAddress, 'where')).not.toBe(first);
  });

  it('serve clients side by side', async () => {
    const server = serving(new ThreadingTCPServer(anyPort, upper));
    const silent = await client.connect(server.serverAddress);
    await until(() => server.stats().active === 1);
    expect(await client.exchange(server.serverAddress, 'meanwhile')).toBe('MEANWHILE');
    await client.close(silent);
  });

  it('are at most maxThreads; accepting pauses and goes on', async () => {
    const server = serving(new ThreadingTCPServer(anyPort, upper, { maxThreads: 1 }));
    const silent = await client.connect(server.serverAddress);
    await until(() => server.stats().active === 1);
    const waiting = await client.connect(server.serverAddress);
    await client.send(waiting, 'waited');
    await until(() => server.stats().pool?.queued === 1);
    expect(server.stats().pauses).toBe(1);
    await client.close(silent);
    expect(await client.recv(waiting)).toBe('WAITED');
    await client.close(waiting);
  });

  it('idle longer than idleThreadTimeoutMs end', async () => {
    const server = serving(new ThreadingTCPServer(anyPort, upper, { idleThreadTimeoutMs: 20 }));
    await client.exchange(server.serverAddress, 'x');
    await until(() => server.stats().pool?.workers === 0);
    expect(await client.exchange(server.serverAddress, 'again')).toBe('AGAIN');
  });

  it.each(['BlockingHandler', 'SpinningHandler'])(
    'a %s, which would never return, ends with requestTimeoutMs',
    async (name) => {
      const server = serving(new Quiet(anyPort, { module: hard, name }, { requestTimeoutMs: 50 }));
      const start = performance.now();
      const socket = await client.connect(server.serverAddress);
      expect(await client.recvAndClose(socket).catch(() => '')).toBe('');
      expect(performance.now() - start).toBeGreaterThanOrEqual(49);
      await until(() => server.stats().aborted === 1);
      expect(server.errors).toEqual([]);
    },
  );

  it('B: serverClose aborts stragglers after graceMs and says which', async () => {
    const opened = openedFromNow();
    const server = new Quiet(anyPort, hardHandler);
    const served = server.serveForever();
    const socket = await client.connect(server.serverAddress);
    await client.send(socket, 'spin');
    await until(() => server.stats().active === 1);
    const { aborted } = await server.serverClose({ graceMs: 30 });
    expect(aborted).toMatchObject([{ id: 1, clientAddress: { host: '127.0.0.1' } }]);
    await served;
    await client.close(socket);
    expect(opened()).toEqual([]);
  });

  it('V16: daemonThreads are not waited for', async () => {
    const server = new Quiet(anyPort, hardHandler, { daemonThreads: true });
    const served = server.serveForever();
    const socket = await client.connect(server.serverAddress);
    await client.send(socket, 'block');
    await until(() => server.stats().active === 1);
    expect((await server.serverClose()).aborted).toHaveLength(1);
    await served;
    await client.close(socket);
  });

  it('print at once, even while the program blocks', () => {
    const program = fileURLToPath(new URL('../fixtures/printing-program.mjs', import.meta.url));
    const { stdout, status } = spawnSync(process.execPath, [program], { encoding: 'utf8' });
    expect(stdout).toBe('printed hello\nok\n');
    expect(status).toBe(0);
  });
});
