import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { ForkingTCPServer, ProcessPoolTCPServer } from '@fdset/socketserver';
import type { ForkingOptions } from '@fdset/socketserver';
import { expect, it } from 'vitest';
import { startClient } from '../support/client.js';
import { askOnce, endWithTest, fixture } from '../support/programs.js';
import { anyPort, serving, until } from '../support/servers.js';

const client = startClient();
const module = new URL('../fixtures/working-handlers.mjs', import.meta.url);
const handler = { module, name: 'WorkingHandler' };
const methods: ForkingOptions['startMethod'][] = ['forkserver', 'spawn'];

it.each(methods)(
  '%s: what the handler module began does not keep children alive after their request',
  async (startMethod) => {
    const server = serving(
      new ForkingTCPServer(anyPort, handler, { startMethod, maxChildren: 1, spareChildren: 0 }),
    );
    // If children stayed, the second request would find no place.
    for (let i = 0; i < 2; i++)
      expect(await client.exchange(server.serverAddress, 'ticks')).toBe('ticks');
    await until(() => server.activeChildren.length === 0);
  },
);

it('what handle() left running ends with its child, at last, however that was made', async () => {
  // Both start methods run at once, because a child may have some seconds for what was left running.
  const servers = methods.map((startMethod) =>
    serving(
      new ForkingTCPServer(anyPort, handler, { startMethod, maxChildren: 1, spareChildren: 0 }),
    ),
  );
  const lives = servers.map(async (server) => {
    for (const word of ['forever', 'again'])
      expect(await askOnce(server.serverAddress.port, word)).toBe(word);
    await until(() => server.stats().active === 0);
    expect(server.stats()).toMatchObject({ finished: 2, failed: 0 });
  });
  await Promise.all(lives);
});

it('a pool ends processes that it needs no more, whatever they have begun', async () => {
  const options = { minWorkers: 0, idleWorkerTimeoutMs: 1 };
  const server = serving(new ProcessPoolTCPServer(anyPort, handler, options));
  expect(await client.exchange(server.serverAddress, 'ticks')).toBe('ticks');
  await until(() => server.activeChildren.length === 0);
});

it('a pool does not outlive its server', async () => {
  const program = endWithTest(
    spawn(process.execPath, [fixture('killed-pool.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] }),
  );
  const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
  const pids = JSON.parse(String((await lines.next()).value)) as number[];
  expect(pids).toHaveLength(2);
  program.kill('SIGKILL');
  await once(program, 'exit');
  await until(() => pids.every((pid) => !existsSync(`/proc/${pid}`)));
});

it.each(['ForkingTCPServer', 'ProcessPoolTCPServer'])(
  '%s: a child whose server was killed finishes its request without a word',
  async (name) => {
    const program = spawn(process.execPath, [fixture('killed-while-handling.mjs'), name]);
    let errors = '';
    program.stderr.on('data', (data: Buffer) => (errors += data.toString()));
    const closed = once(program.stderr, 'close');
    await once(program.stdout, 'data');
    program.kill('SIGKILL');
    await closed; // It closes after the children, which have it as well.
    expect(errors).toBe('');
  },
);
