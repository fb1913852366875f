// SO_REUSEADDR, which the document sets: what it is for shows only without it.
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { hold } from './helpers/clients.js';
import { runDemo } from './helpers/run.js';
import { startDemo, startServer } from './helpers/running-program.js';

it('blocking --no-reuse-address cannot restart where a server has just closed connections', async () => {
  const { port, program } = await startServer(['blocking']);
  const client = await hold(port, 'hello');
  // The side that closes first keeps the connection in TIME_WAIT.
  const closed = once(client, 'close');
  await program.endsOn('SIGTERM');
  client.end();
  await closed;
  const place = ['--port', String(port)];
  const { code, stderr } = await runDemo(['blocking', '--no-reuse-address', ...place]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/EADDRINUSE.*TIME_WAIT.*SO_REUSEADDR/);
  await startDemo(['blocking', ...place]).prints(/^listening on /);
});

it('blocking --no-reuse-address listens where nobody was before', async () => {
  const { port } = await startServer(['blocking', '--no-reuse-address']);
  expect((await hold(port, 'hello')).answer).toBe('HELLO_SB');
});
