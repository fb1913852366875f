// The contract of what clients and handlers exchange. All tests share one server, because none of them ends or changes it.
import { randomInt } from 'node:crypto';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { lastingPath, until } from '../support/servers.js';
import type { Bench, ContractServer, ToldError } from './server-case.js';
import { HANG_MS } from '../../../../vitest.base.mjs';
import { openedFromNow } from '../../../../scripts/test/opened-from-now.mjs';

export const exchangeContract = (bench: Bench): void => {
  const { client, isStream, isUnix } = bench;
  const { strategy } = bench.it;
  let server: ContractServer;
  let errors: ToldError[];

  beforeAll(async () => {
    const path = isUnix ? lastingPath() : null;
    server = bench.build(undefined, { context: { list: [1, 2] } }, path?.address);
    errors = bench.errorsOf(server);
    const served = server.serveForever();
    expect(await bench.ask(server, 'begun')).toBe('BEGUN');
    return async () => {
      await server.serverClose();
      await served;
      path?.remove();
    };
  });

  // A request may not be over in the server when its client has seen the end.
  beforeEach(() => until(() => server.stats().active === 0));

  it('V18: answers three clients one after another', async () => {
    const { accepted, finished } = server.stats();
    for (const word of ['one', 'two', 'three'])
      expect(await bench.ask(server, word)).toBe(word.toUpperCase());
    await until(() => server.stats().active === 0);
    expect(server.stats()).toMatchObject({
      accepted: accepted + 3,
      finished: finished + 3,
      failed: 0,
    });
  });

  it('counts no request as active that it counts as ended', async () => {
    const { finished } = server.stats();
    expect(await bench.ask(server, 'over')).toBe('OVER');
    let stats = server.stats();
    await until(() => (stats = server.stats()).finished > finished);
    expect(stats.active).toBe(0);
  });

  it('runs the handler where its strategy says', async () => {
    const [pid, thread] = (await bench.ask(server, 'where')).split(' ').map(Number);
    expect(pid === process.pid).toBe(strategy !== 'process');
    expect(thread === 0).toBe(strategy !== 'thread');
  });

  it('gives the handler its context and its client', async () => {
    expect(JSON.parse(await bench.ask(server, 'context'))).toEqual({ list: [1, 2] });
    const address = JSON.parse(await bench.ask(server, 'client')) as object;
    expect(address).toHaveProperty(isUnix ? 'path' : 'port');
  });

  it('V13: a handler that throws goes to handleError, and the server lives on', async () => {
    errors.length = 0;
    const { failed } = server.stats();
    if (isStream) expect(await bench.ask(server, 'throw')).toBe('');
    else await client.sendAndClose(server.serverAddress, 'throw');
    await until(() => errors.length === 1);
    const [{ error, client: whom, phase } = {}] = errors as [(typeof errors)[0]?];
    expect(phase).toBe('handler');
    expect(error).toMatchObject({ name: 'RangeError', message: 'asked to throw' });
    expect(error?.cause).toMatchObject({ message: 'the reason' });
    expect(whom).toHaveProperty(isUnix ? 'path' : 'port');
    expect(await bench.ask(server, 'after')).toBe('AFTER');
    expect(server.stats().failed).toBe(failed + 1);
  });

  if (isStream) connectionCases();
  else datagramCases();

  // This test makes a server of its own. By now the process has opened what it opens once and keeps.
  if (bench.isWhole || !bench.isServingShown)
    it('leaves no descriptor open', async () => {
      const opened = openedFromNow();
      await bench.liveOnce();
      // A thread that the other server has just started may be reading a module, so this waits. A leaked descriptor stays open.
      await expect.poll(opened, { timeout: HANG_MS }).toEqual([]);
    });

  function connectionCases(): void {
    it('a client that resets is a disconnect, not an error', async () => {
      errors.length = 0;
      expect(await client.exchangeAndReset(server.serverAddress, 'x')).toBe('X');
      await until(() => server.stats().active === 0);
      expect(errors).toEqual([]);
      if (!isUnix) expect(server.stats().disconnected).toBe(1);
    });

    it('K12: tells the handler who its peer is', async () => {
      const peer = JSON.parse(await bench.ask(server, 'peer')) as object | null;
      if (isUnix) expect(peer).toMatchObject({ uid: process.getuid?.(), pid: process.pid });
      else expect(peer).toBeNull();
    });
  }

  function datagramCases(): void {
    it('V21: replies only if something was written', async () => {
      const socket = await bench.connect(server);
      await client.send(socket, 'silence');
      await client.send(socket, 'words');
      expect(await client.recv(socket)).toBe('WORDS');
      await client.close(socket);
    });

    it('V21: replies with one datagram, however often wfile was flushed', async () => {
      expect(await bench.ask(server, 'in pieces')).toBe('in pieces');
    });

    it('V21: an empty datagram is a request', async () => {
      const { finished } = server.stats();
      const socket = await bench.connect(server);
      await client.send(socket, '');
      await until(() => server.stats().finished === finished + 1);
      await client.close(socket);
    });

    if (!isUnix) return;
    it('V21: a datagram of an unbound client has no address, and its handler is safe', async () => {
      const { finished, failed } = server.stats();
      const socket = await client.datagram(server.serverAddress, { bound: false });
      await client.send(socket, 'nowhere to answer');
      await until(() => server.stats().finished === finished + 1);
      expect(server.stats().failed).toBe(failed);
      await client.close(socket);
    });

    it('K11: answers a client with the longest abstract name, of control characters', async () => {
      // All processes share one namespace, so the name is random.
      const characters = Array.from({ length: 107 }, () =>
        randomInt(2) === 0 ? '\u0001' : '\u0002',
      );
      const name = `\0${characters.join('')}`;
      const socket = await client.datagram(server.serverAddress, { name });
      await client.send(socket, 'far');
      expect(await client.recv(socket)).toBe('FAR');
      await client.close(socket);
    });
  }
};
