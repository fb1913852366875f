// The server does not believe what handlers write to the descriptors of their processes.
import { ProcessPoolTCPServer } from '@fdset/socketserver';
import { expect, it, onTestFinished } from 'vitest';
import { askOnce } from '../support/programs.js';
import { anyPort, serving, until } from '../support/servers.js';

const handler = {
  module: new URL('../fixtures/forging-handlers.mjs', import.meta.url),
  name: 'Handler',
};

it('a module that says it was loaded, and was not, makes no process ready', async () => {
  process.env['FDSET_TEST_FORGES'] = 'start';
  onTestFinished(() => void delete process.env['FDSET_TEST_FORGES']);
  await using server = new ProcessPoolTCPServer(anyPort, handler);
  await expect(server.serveForever()).rejects.toMatchObject({ code: 'ERR_FDSET_HANDLER_SOURCE' });
});

it('a request of 1e308 ms lasted no longer than it did', async () => {
  const server = serving(new ProcessPoolTCPServer(anyPort, handler, { maxWorkers: 1 }));
  await server.ready;
  const { port } = server.serverAddress;
  for (const id of [1, 2]) {
    await until(() => server.stats().pool?.idle === 1);
    await askOnce(port, String(id));
    await until(() => server.stats().active === 0);
  }
  expect(server.stats().pool?.busyShare).toBeLessThan(1);
});
