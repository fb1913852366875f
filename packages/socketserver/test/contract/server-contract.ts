// What every class of server does, whatever its transport and its strategy. A class's test file is one
// call of this; the handlers are test/fixtures/handlers.mjs, the parts for some transports are beside.
import { isUnixAddress } from '@fdset/socket';
import { describe, expect, it } from 'vitest';
import { countDescriptors, serving, thrownBy, until } from '../support/servers.js';
import { closingContract } from './closing-contract.js';
import { datagramContract } from './datagram-contract.js';
import { limitsContract } from './limits-contract.js';
import { Bench } from './server-case.js';
import type { ServerCase } from './server-case.js';
import { streamContract } from './stream-contract.js';
import { unixContract } from './unix-contract.js';

/** Runs the contract for one class. */
export const describeServer = (serverCase: ServerCase): void => {
  const { name, strategy } = serverCase;
  const bench = new Bench(serverCase);
  const { client, isStream, isUnix } = bench;

  describe(name, () => {
    it('V6: is bound and has its address as soon as it is made', async () => {
      await using server = bench.build();
      const { serverAddress } = server;
      if (isUnixAddress(serverAddress)) expect(serverAddress.path).toMatch(/socket$/);
      else expect(serverAddress.port).toBeGreaterThan(0);
      expect(server.fileno()).toBeGreaterThan(2);
      expect(server.state).toBe('idle');
    });

    it('V5: a constructor that cannot bind leaves no descriptor, 1,024 times', async () => {
      await using holder = bench.build();
      await client.ready();
      const before = countDescriptors();
      for (let i = 0; i < 1024; i++) {
        const error = thrownBy(() => bench.build(undefined, {}, holder.serverAddress));
        expect(error).toMatchObject({ code: 'EADDRINUSE' });
      }
      expect(countDescriptors()).toBe(before);
    });

    it('V18: answers three clients one after another', async () => {
      const server = serving(bench.build());
      for (const word of ['one', 'two', 'three'])
        expect(await bench.ask(server, word)).toBe(word.toUpperCase());
      await until(() => server.stats().finished === 3);
      expect(server.stats()).toMatchObject({ accepted: 3, active: 0, failed: 0 });
    });

    it('handleRequest handles one request and returns to idle', async () => {
      await using server = bench.build();
      const handled = server.handleRequest();
      expect(await bench.ask(server, 'once')).toBe('ONCE');
      await handled;
      expect(server.state).toBe('idle');
    });

    it('V9: handleRequest calls handleTimeout exactly once, and not early', async () => {
      await using server = bench.build(undefined, { timeoutMs: 30 });
      let timeouts = 0;
      server.handleTimeout = () => void timeouts++;
      const start = performance.now();
      await server.handleRequest();
      expect(performance.now() - start).toBeGreaterThanOrEqual(29);
      expect(timeouts).toBe(1);
    });

    it('runs the handler where its strategy says', async () => {
      const server = serving(bench.build());
      const [pid, thread] = (await bench.ask(server, 'where')).split(' ').map(Number);
      expect(pid === process.pid).toBe(strategy !== 'process');
      expect(thread === 0).toBe(strategy !== 'thread');
    });

    it('gives the handler its context and its client', async () => {
      const server = serving(bench.build(undefined, { context: { list: [1, 2] } }));
      expect(JSON.parse(await bench.ask(server, 'context'))).toEqual({ list: [1, 2] });
      const address = JSON.parse(await bench.ask(server, 'client')) as object;
      expect(address).toHaveProperty(isUnix ? 'path' : 'port');
    });

    it('V13: a handler that throws goes to handleError, and the server lives on', async () => {
      const server = bench.build();
      const errors = bench.errorsOf(server);
      serving(server);
      if (isStream) expect(await bench.ask(server, 'throw')).toBe('');
      else await client.send(await bench.connect(server), 'throw');
      await until(() => errors.length === 1);
      const [{ error, client: whom, phase } = {}] = errors as [(typeof errors)[0]?];
      expect(phase).toBe('handler');
      expect(error).toMatchObject({ name: 'RangeError', message: 'asked to throw' });
      expect(error?.cause).toMatchObject({ message: 'the reason' });
      expect(whom).toHaveProperty(isUnix ? 'path' : 'port');
      expect(await bench.ask(server, 'after')).toBe('AFTER');
      expect(server.stats().failed).toBe(1);
    });

    it('V3: a request that verifyRequest refuses is closed, and counted', async () => {
      const server = bench.build();
      let welcome = false;
      server.verifyRequest = () => welcome;
      serving(server);
      const socket = await bench.connect(server);
      if (!isStream) await client.send(socket, 'refused');
      await until(() => server.stats().rejected === 1);
      if (isStream) expect(await client.recv(socket)).toBe('');
      await client.close(socket);
      welcome = true;
      expect(await bench.ask(server, 'welcome')).toBe('WELCOME');
    });

    it('V14: a verifyRequest that throws, or is async, is an error and refuses', async () => {
      const server = bench.build();
      const errors = bench.errorsOf(server);
      let verify = (): unknown => {
        throw new RangeError('no');
      };
      server.verifyRequest = () => verify() as boolean;
      serving(server);
      for (const count of [1, 2]) {
        const socket = await bench.connect(server);
        if (!isStream) await client.send(socket, 'refused');
        await until(() => errors.length === count);
        if (isStream) expect(await client.recv(socket)).toBe('');
        await client.close(socket);
        verify = async () => true;
      }
      expect(errors.map(({ phase, error }) => `${phase} ${error.name}`)).toEqual([
        'verify RangeError',
        'verify TypeError',
      ]);
    });

    it('leaves no descriptor open', async () => {
      await client.ready();
      const before = countDescriptors();
      const server = bench.build();
      const served = server.serveForever();
      expect(await bench.ask(server, 'hello')).toBe('HELLO');
      await server.serverClose();
      await served;
      expect(countDescriptors()).toBe(before);
    });

    closingContract(bench);
    if (isStream) streamContract(bench);
    else datagramContract(bench);
    if (isStream) limitsContract(bench);
    if (isUnix) unixContract(bench);
  });
};
