// Workers with several requests that end, or whose event loop is blocked.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProcessPoolTCPServer } from '@fdset/socketserver';
import { describe, expect, it } from 'vitest';
import { isExhaustive } from '../../../../scripts/test/exhaustive.mjs';
import { startClient } from '../support/client.js';
import { anyPort, freshDirectory, serving, until } from '../support/servers.js';
import { asking, errorsOf, handlerOf, pools } from '../support/shared-workers.js';

const client = startClient();
const { connectAll, ask } = asking(client);
const ENDED = { code: 'ERR_FDSET_WORKER_ENDED' };

describe.each(pools)('%s', (_kind, Server) => {
  it.each(['exit', 'leave'])(
    'every request of a worker that ends (%s) fails, and other workers go on',
    async (word) => {
      const options = { maxWorkers: 2, requestsPerWorker: 10 };
      const server = serving(new Server(anyPort, handlerOf('ObeyingHandler'), options));
      const errors = errorsOf(server);
      await server.ready;
      const sockets = await connectAll(server, 4);
      const places: string[] = [];
      for (const socket of sockets) places.push(await ask(socket));
      const [first = 0] = sockets;
      await client.send(first, word);
      await until(() => server.stats().failed === 2);
      expect(errors).toMatchObject([ENDED, ENDED]);
      for (const [i, socket] of sockets.entries()) {
        if (places[i] === places[0]) expect(await client.recvAndClose(socket)).toBe('');
        else {
          expect(await ask(socket)).toBe(places[i]);
          await client.close(socket);
        }
      }
      // Its successor, or the other one.
      const [next = 0] = await connectAll(server, 1);
      expect(await ask(next)).toMatch(/^\d+$/);
      await client.close(next);
    },
  );

  it('requests that a blocked worker has not begun come back when it ends', async () => {
    const options = { maxWorkers: 1, requestsPerWorker: 10 };
    const server = serving(new Server(anyPort, handlerOf('ObeyingHandler'), options));
    const errors = errorsOf(server);
    const gate = join(freshDirectory(), 'gate');
    const [blocking = 0, begun = 0] = await connectAll(server, 2);
    const where = await ask(begun);
    expect(await ask(blocking, `exit when ${gate}`)).toBe('blocking');
    const sockets = await connectAll(server, 3);
    for (const socket of sockets) await client.send(socket, 'where');
    await until(() => server.stats().active === 5);
    writeFileSync(gate, '');
    for (const socket of sockets) expect(await client.recv(socket)).not.toBe(where);
    await until(() => server.stats().failed === 2);
    expect(errors).toMatchObject([ENDED, ENDED]);
    for (const socket of sockets) await client.close(socket);
  });

  // The pool waits 5 s for a worker that is asked to abort a request.
  it.runIf(isExhaustive)('a blocked worker that cannot abort a request is ended', async () => {
    const options = { maxWorkers: 1, requestsPerWorker: 10 };
    const server = serving(new Server(anyPort, handlerOf('ObeyingHandler'), options));
    const [blocking = 0] = await connectAll(server, 1);
    await ask(blocking, 'exit when /never');
    const [waiting = 0] = await connectAll(server, 1);
    await until(() => server.stats().active === 2);
    expect(server.abortRequests()).toHaveLength(2);
    await until(() => server.stats().aborted === 2);
    for (const socket of [blocking, waiting]) expect(await client.recvAndClose(socket)).toBe('');
    const [next = 0] = await connectAll(server, 1);
    expect(await ask(next)).not.toBe('');
    await client.close(next);
  });

  it('closing ends a blocked worker, and aborts what it has and what it has not begun', async () => {
    const options = { maxWorkers: 1, requestsPerWorker: 10 };
    const server = new Server(anyPort, handlerOf('ObeyingHandler'), options);
    const served = server.serveForever();
    const [blocking = 0] = await connectAll(server, 1);
    await ask(blocking, 'exit when /never');
    const sockets = await connectAll(server, 2);
    await until(() => server.stats().active === 3);
    const { aborted } = await server.serverClose({ graceMs: 10 });
    await served;
    expect(aborted).toHaveLength(3);
    expect(server.stats()).toMatchObject({ active: 0, aborted: 3, failed: 0 });
    for (const socket of [blocking, ...sockets]) expect(await client.recvAndClose(socket)).toBe('');
  });
});

it('a process that does not read its jobs holds up nobody when its channel is full', async () => {
  const options = { maxWorkers: 2, requestsPerWorker: 1000 };
  const server = serving(new ProcessPoolTCPServer(anyPort, handlerOf('ObeyingHandler'), options));
  errorsOf(server);
  await server.ready;
  const gate = join(freshDirectory(), 'gate');
  const [blocking = 0] = await connectAll(server, 1);
  expect(await ask(blocking, `exit when ${gate}`)).toBe('blocking');
  // Half of them would go to the blocked process, which is more than its channel takes.
  const sockets = await connectAll(server, 700);
  await until(() => server.stats().active === 701 && server.stats().pool?.queued === 0);
  writeFileSync(gate, '');
  const places = new Set<string>();
  for (const socket of sockets) places.add(await ask(socket));
  // What the other one had not begun came back.
  expect(places).not.toContain('');
  for (const socket of sockets) await client.close(socket);
  await until(() => server.stats().active === 0);
  expect(server.stats()).toMatchObject({ finished: 700, failed: 1 });
});
