// The contract of a server's life: idle, serving, stopping, closed.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freshDirectory, serving, until } from '../support/servers.js';
import type { Bench } from './server-case.js';

export const closingContract = (bench: Bench): void => {
  if (!bench.isServingShown) stoppingContract(bench);
  endingContract(bench);
};

/** What happens in the server's own process, whatever runs its handlers. */
const stoppingContract = (bench: Bench): void => {
  const { client } = bench;

  it('V11: after shutdown no request is taken, and serving again takes it', async () => {
    const server = bench.build();
    const served = server.serveForever();
    expect(await bench.ask(server, 'first')).toBe('FIRST');
    await server.shutdown();
    expect(server.state).toBe('idle');
    await served;
    const socket = await bench.connect(server);
    await client.send(socket, 'late');
    await bench.serveBeside();
    expect(server.stats().accepted).toBe(1);
    expect(await client.tryRecv(socket)).toBeNull();
    serving(server);
    expect(await client.recvAndClose(socket)).toBe('LATE');
  });

  it('V12: shutdown returns at once when nothing runs and leaves no stale flag', async () => {
    const server = bench.build();
    await server.shutdown();
    await server.shutdown();
    serving(server);
    expect(await bench.ask(server, 'served')).toBe('SERVED');
  });

  it('V12: a shutdown that comes before the start is over, and one between two servings, stop them', async () => {
    const server = bench.build();
    const served = server.serveForever();
    await server.shutdown();
    const again = server.serveForever();
    await server.shutdown();
    await Promise.all([served, again]);
    expect(server.state).toBe('idle');
    await server.serverClose();
  });

  it('V9: a handleRequest that is stopped is no time-out', async () => {
    await using server = bench.build();
    let timeouts = 0;
    server.handleTimeout = () => void timeouts++;
    const handled = server.handleRequest();
    await server.shutdown();
    await handled;
    expect(timeouts).toBe(0);
  });

  it('refuses to serve twice at once', async () => {
    const server = serving(bench.build());
    await expect(server.serveForever()).rejects.toMatchObject({
      code: 'ERR_FDSET_ALREADY_SERVING',
    });
  });
};

const endingContract = (bench: Bench): void => {
  const { client, isStream } = bench;
  const slow = isStream ? 'HoldHandler' : 'SlowDatagramHandler';

  it('V8: closes once, and any later use says that it is closed', async () => {
    const server = bench.build();
    expect(await server.serverClose()).toEqual({ aborted: [] });
    expect(await server.serverClose()).toEqual({ aborted: [] });
    expect(server.fileno()).toBe(-1);
    expect(server.state).toBe('closed');
    await expect(server.serveForever()).rejects.toMatchObject({ code: 'ERR_FDSET_CLOSED' });
  });

  it('B: closing waits for a request under way, which still answers', async () => {
    const release = join(freshDirectory(), 'released');
    const server = bench.build(slow, { context: { release } });
    const served = server.serveForever();
    const socket = await bench.connect(server);
    if (!isStream) await client.send(socket, 'late');
    await until(() => server.stats().active === 1);
    const closing = server.serverClose();
    expect(server.state).toBe('closed');
    if (isStream) await client.send(socket, 'late');
    else writeFileSync(release, '');
    expect(await client.recv(socket)).toBe('LATE');
    expect(await closing).toEqual({ aborted: [] });
    await served;
    expect(server.stats()).toMatchObject({ finished: 1, failed: 0 });
    await client.close(socket);
  });
};
