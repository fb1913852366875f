// A thread in a synchronous call of Node cannot end before the call returns.
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { ThreadPoolTCPServer, subscribe } from '@fdset/socketserver';
import type { InetAddress } from '@fdset/socketserver';
import { expect, it, onTestFinished } from 'vitest';
import { closeWithTest } from '../support/programs.js';
import { anyPort, freshDirectory, serving, until } from '../support/servers.js';

const module = new URL('../fixtures/waiting-handlers.mjs', import.meta.url);

/** Opens a FIFO for writing as soon as somebody reads it. The reader goes on until the FIFO is closed. */
const writerOf = async (fifo: string): Promise<number> => {
  let fd = -1;
  const open = (): boolean => {
    try {
      fd = openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK);
      return true;
    } catch {
      return false; // ENXIO: nobody reads yet.
    }
  };
  await until(open);
  return fd;
};

const ask = async ({ port, host }: InetAddress, path: string) => {
  const socket = closeWithTest(connect({ port, host, allowHalfOpen: true }));
  socket.write(path);
  await once(socket, 'data');
  return socket;
};

it('is let go: its place is free, and its server can be closed', async () => {
  const directory = freshDirectory();
  const [fifo, other] = [join(directory, 'fifo'), join(directory, 'other')];
  execFileSync('mkfifo', [fifo, other]);
  const handler = { module, name: 'WaitingHandler' };
  const servers = [fifo, other].map(() =>
    serving(new ThreadPoolTCPServer(anyPort, handler, { maxWorkers: 1 })),
  );
  const [server, closed] = servers as [ThreadPoolTCPServer, ThreadPoolTCPServer];
  const ends: (Error | null)[] = [];
  subscribe('fdset:server:worker:end', ({ error }) => ends.push(error as Error | null), server);
  const waiting = [await ask(server.serverAddress, fifo), await ask(closed.serverAddress, other)];
  const writers = [await writerOf(fifo), await writerOf(other)];
  onTestFinished(() => writers.forEach((fd) => closeSync(fd)));
  const closing = closed.serverClose({ graceMs: 0 });
  server.abortRequests();
  await ask(server.serverAddress, '/dev/null');
  expect(ends.map((error) => error?.message)).toEqual([
    expect.stringMatching(/thread of the handler cannot be ended: it waits in a call/),
  ]);
  await until(() => server.stats().finished === 1);
  expect(server.stats()).toMatchObject({ aborted: 1, active: 0 });
  expect((await closing).aborted).toHaveLength(1);
  const ended = waiting.map((socket) => once(socket, 'end'));
  for (const fd of writers.splice(0)) closeSync(fd);
  await Promise.all(ended);
});
