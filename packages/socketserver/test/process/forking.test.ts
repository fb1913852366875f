import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ForkingTCPServer, ProcessPoolTCPServer } from '@fdset/socketserver';
import { describe, expect, it } from 'vitest';
import { someOf } from '../../../../scripts/test/exhaustive.mjs';
import { startClient } from '../support/client.js';
import { expectLoneEnd } from '../support/lone-end.js';
import { anyPort, serving, thrownBy, until } from '../support/servers.js';
import { openedFromNow } from '../../../../scripts/test/opened-from-now.mjs';

const hardHandler = {
  module: new URL('../fixtures/hard-handlers.mjs', import.meta.url),
  name: 'HardHandler',
};
const upper = {
  module: new URL('../fixtures/handlers.mjs', import.meta.url),
  name: 'UpperHandler',
};
const client = startClient();
const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`);

class Quiet extends ForkingTCPServer {
  readonly errors: { message: string; phase: string }[] = [];
  override handleError(...args: Parameters<ForkingTCPServer['handleError']>): void {
    this.errors.push({ message: (args[2] as Error).message, phase: args[3].phase });
  }
}

describe('a process that dies', () => {
  const some: [string, RegExp][] = [
    ['exit', /exit code 7/],
    ['uncaught', /exit code 1/],
  ];
  it.each(someOf([...some, ['reject', /exit code 1/] as const], some))(
    'by %s is reported, its client sees the end, the others live on',
    async (word, message) => {
      const server = serving(new Quiet(anyPort, hardHandler));
      await expectLoneEnd(client, server, word, message);
    },
  );

  it('by a signal is reported with its name', async () => {
    const server = serving(new Quiet(anyPort, upper, { spareChildren: 0 }));
    const socket = await client.connect(server.serverAddress);
    await client.send(socket, 'where');
    process.kill(Number((await client.recv(socket)).split(' ')[0]), 'SIGKILL');
    expect(await client.recv(socket).catch(() => '')).toBe('');
    await until(() => server.errors.length === 1);
    expect(server.errors[0]?.message).toMatch(/SIGKILL/);
    await client.close(socket);
  });
});

describe('processes', () => {
  it('V17: each request has its own; activeChildren is empty after closing, and they are gone', async () => {
    const opened = openedFromNow();
    const server = new ForkingTCPServer(anyPort, upper);
    const served = server.serveForever();
    const first = await client.exchange(server.serverAddress, 'where');
    expect(await client.exchange(server.serverAddress, 'where')).not.toBe(first);
    const children = server.activeChildren;
    expect(children.length).toBeGreaterThan(0);
    await server.serverClose();
    await served;
    expect(server.activeChildren).toEqual([]);
    expect(children.filter(isAlive)).toEqual([]);
    expect(opened()).toEqual([]);
  });

  it('V17: at maxChildren accepting waits for one of them', async () => {
    const server = serving(new ForkingTCPServer(anyPort, upper, { maxChildren: 1 }));
    const first = await client.connect(server.serverAddress);
    await until(() => server.stats().active === 1);
    const second = await client.connect(server.serverAddress);
    await client.send(second, 'second');
    await until(() => server.stats().pool?.queued === 1);
    expect(server.activeChildren).toHaveLength(1);
    await client.close(first);
    expect(await client.recv(second)).toBe('SECOND');
    await client.close(second);
  });

  it('V17: a foreign child of the program is not reaped', async () => {
    const foreign = spawn('sh', ['-c', 'read line; exit 5'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const exited = once(foreign, 'exit');
    const server = serving(new ForkingTCPServer(anyPort, upper));
    expect(await client.exchange(server.serverAddress, 'x')).toBe('X');
    foreign.stdin.end('go\n');
    expect(await exited).toEqual([5, null]);
  });

  it('asynchronous work goes on in a child', async () => {
    const handler = { ...upper, name: 'AsyncUpperHandler' };
    const server = serving(new ForkingTCPServer(anyPort, handler));
    expect(await client.exchange(server.serverAddress, 'later')).toBe('LATER');
  });

  it('B: serverClose ends what spins after graceMs', async () => {
    const server = new Quiet(anyPort, hardHandler);
    const served = server.serveForever();
    const socket = await client.connect(server.serverAddress);
    await client.send(socket, 'spin');
    await until(() => server.stats().active === 1);
    expect((await server.serverClose({ graceMs: 30 })).aborted).toHaveLength(1);
    await served;
    expect(server.errors).toEqual([]);
    await client.close(socket);
  });

  it('a context with shared memory is refused, and says why', () => {
    const context = new SharedArrayBuffer(4);
    const error = thrownBy(() => new ForkingTCPServer(anyPort, upper, { context }));
    expect(error).toMatchObject({ code: 'ERR_FDSET_INVALID_ARG_TYPE' });
    expect((error as Error).message).toMatch(/memory cannot be shared with a process/);
  });

  it('end when their server is killed', async () => {
    const program = fileURLToPath(new URL('../fixtures/killed-server.mjs', import.meta.url));
    const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const children = JSON.parse(String((await once(child.stdout, 'data'))[0])) as number[];
    expect(children.length).toBeGreaterThan(0);
    child.kill('SIGKILL');
    await until(() => !children.some(isAlive));
  });
});

describe('a pool of processes', () => {
  it('uses its processes again', async () => {
    const server = serving(new ProcessPoolTCPServer(anyPort, upper, { maxWorkers: 1 }));
    const first = await client.exchange(server.serverAddress, 'where');
    expect(await client.exchange(server.serverAddress, 'where')).toBe(first);
  });

  it('replaces one that dies', async () => {
    class QuietPool extends ProcessPoolTCPServer {
      override handleError(): void {}
    }
    const server = serving(new QuietPool(anyPort, hardHandler, { maxWorkers: 1 }));
    await client.exchange(server.serverAddress, 'exit').catch(() => '');
    await until(() => server.stats().failed === 1);
    expect(await client.exchange(server.serverAddress, 'after')).toBe('ok');
  });
});
