// What every class of server does, whatever its transport and its strategy. A class's test file is one
// call of this; the handlers are test/fixtures/handlers.mjs.
import type { Address } from '@fdset/socket';
import { isUnixAddress } from '@fdset/socket';
import { describe, expect, it } from 'vitest';
import type { AnyServer, ErrorPhase, HandlerReference } from '../../src/index.js';
import { startClient } from '../support/client.js';
import { anyPort, countDescriptors, freshPath, serving, until } from '../support/servers.js';

/** Where a class's handlers run. */
export type Strategy = 'sequential' | 'thread' | 'process';
export type Transport = 'tcp' | 'udp' | 'unixStream' | 'unixDatagram';

type ContractServer = AnyServer & {
  serveForever(): Promise<void>;
  handleRequest(): Promise<void>;
  handleTimeout(): void;
  handleError(
    request: never,
    client: Address | null,
    error: unknown,
    details: { phase: ErrorPhase },
  ): void;
};

/** A class of server. */
export interface ServerCase {
  readonly name: string;
  readonly transport: Transport;
  readonly strategy: Strategy;
  readonly make: (address: Address, handler: HandlerReference, options: object) => ContractServer;
}

const handlers = new URL('../fixtures/handlers.mjs', import.meta.url);

/** Runs the contract for one class. */
export const describeServer = ({ name, transport, strategy, make }: ServerCase): void => {
  const isStream = transport === 'tcp' || transport === 'unixStream';
  const isUnix = transport.startsWith('unix');
  const client = startClient();
  const build = (handler = isStream ? 'UpperHandler' : 'UpperDatagramHandler', options = {}) =>
    make(isUnix ? freshPath() : anyPort, { module: handlers, name: handler }, options);
  const ask = ({ serverAddress }: AnyServer, data: string): Promise<string> =>
    isStream ? client.exchange(serverAddress, data) : client.ask(serverAddress, data);
  /** Collects what handleError is told instead of printing it. */
  const errorsOf = (server: ContractServer) => {
    const errors: { error: { name: string; message: string }; phase: string }[] = [];
    server.handleError = (_request, _client, error, { phase }) =>
      void errors.push({ error: error as Error, phase });
    return errors;
  };

  describe(name, () => {
    it('V6: is bound and has its address as soon as it is made', async () => {
      await using server = build();
      const { serverAddress } = server;
      if (isUnixAddress(serverAddress)) expect(serverAddress.path).toMatch(/socket$/);
      else expect(serverAddress.port).toBeGreaterThan(0);
      expect(server.fileno()).toBeGreaterThan(2);
      expect(server.state).toBe('idle');
    });

    it('V18: answers three clients one after another', async () => {
      const server = serving(build());
      for (const word of ['one', 'two', 'three'])
        expect(await ask(server, word)).toBe(word.toUpperCase());
      await until(() => server.stats().finished === 3);
      expect(server.stats()).toMatchObject({ accepted: 3, active: 0, failed: 0 });
    });

    it('handleRequest handles one request and returns to idle', async () => {
      await using server = build();
      const handled = server.handleRequest();
      expect(await ask(server, 'once')).toBe('ONCE');
      await handled;
      expect(server.state).toBe('idle');
    });

    it('V9: handleRequest calls handleTimeout exactly once, and not early', async () => {
      await using server = build(undefined, { timeoutMs: 30 });
      let timeouts = 0;
      server.handleTimeout = () => void timeouts++;
      const start = performance.now();
      await server.handleRequest();
      expect(performance.now() - start).toBeGreaterThanOrEqual(29);
      expect(timeouts).toBe(1);
    });

    it('runs the handler where its strategy says', async () => {
      const server = serving(build());
      const [pid, thread] = (await ask(server, 'where')).split(' ').map(Number);
      expect(pid === process.pid).toBe(strategy !== 'process');
      expect(thread === 0).toBe(strategy !== 'thread');
    });

    it('gives the handler its context and its client', async () => {
      const server = serving(build(undefined, { context: { list: [1, 2] } }));
      expect(JSON.parse(await ask(server, 'context'))).toEqual({ list: [1, 2] });
      const address = JSON.parse(await ask(server, 'client')) as object;
      expect(address).toHaveProperty(isUnix ? 'path' : 'port');
    });

    it('V13: a handler that throws goes to handleError, and the server lives on', async () => {
      const server = build();
      const errors = errorsOf(server);
      serving(server);
      if (isStream) expect(await ask(server, 'throw')).toBe('');
      else await client.send(await client.datagram(server.serverAddress), 'throw');
      await until(() => errors.length === 1);
      expect(errors[0]?.phase).toBe('handler');
      expect(errors[0]?.error).toMatchObject({ name: 'RangeError', message: 'asked to throw' });
      expect(await ask(server, 'after')).toBe('AFTER');
      expect(server.stats().failed).toBe(1);
    });

    it('V11: after shutdown no request is taken, and serving again takes it', async () => {
      const server = build();
      const served = server.serveForever();
      expect(await ask(server, 'first')).toBe('FIRST');
      await server.shutdown();
      await served;
      expect(server.state).toBe('idle');
      const socket = isStream
        ? await client.connect(server.serverAddress)
        : await client.datagram(server.serverAddress);
      await client.send(socket, 'late');
      expect(await client.silent(socket, 50)).toBe('ETIMEDOUT');
      serving(server);
      expect(await client.recvAndClose(socket)).toBe('LATE');
    });

    it('V12: shutdown returns at once when nothing runs and leaves no stale flag', async () => {
      const server = build();
      await server.shutdown();
      await server.shutdown();
      serving(server);
      expect(await ask(server, 'served')).toBe('SERVED');
    });

    it('V8: closes once, and any later use says that it is closed', async () => {
      const server = build();
      expect(await server.serverClose()).toEqual({ aborted: [] });
      expect(await server.serverClose()).toEqual({ aborted: [] });
      expect(server.fileno()).toBe(-1);
      expect(server.state).toBe('closed');
      await expect(server.serveForever()).rejects.toMatchObject({ code: 'ERR_FDSET_CLOSED' });
    });

    it('refuses to serve twice at once', async () => {
      const server = serving(build());
      await expect(server.serveForever()).rejects.toMatchObject({
        code: 'ERR_FDSET_ALREADY_SERVING',
      });
    });

    it('leaves no descriptor open', async () => {
      const before = countDescriptors();
      const server = build();
      const served = server.serveForever();
      expect(await ask(server, 'hello')).toBe('HELLO');
      await server.serverClose();
      await served;
      expect(countDescriptors()).toBe(before);
    });

    if (isStream) streamContract();
    else datagramContract();
  });

  const streamContract = (): void => {
    it('V15: the client sees the end as soon as the handler returns', async () => {
      const server = serving(build('FloodHandler'));
      expect(await ask(server, '300000')).toHaveLength(300_000);
    });

    it('V19: files over the connection: lines in, lines out', async () => {
      const server = serving(build('LineHandler'));
      expect(await ask(server, 'a line\nand a half')).toBe('A LINE\nAND A HALF');
    });

    it('runs asynchronous handlers', async () => {
      const server = serving(build('AsyncUpperHandler'));
      expect(await ask(server, 'later')).toBe('LATER');
    });

    it('a client that resets is a disconnect, not an error', async () => {
      const server = build();
      const errors = errorsOf(server);
      serving(server);
      expect(await client.exchangeAndReset(server.serverAddress, 'x')).toBe('X');
      await until(() => server.stats().active === 0);
      expect(errors).toEqual([]);
      if (!isUnix) expect(server.stats().disconnected).toBe(1);
    });

    it('K12: tells the handler who its peer is', async () => {
      const server = serving(build());
      const peer = JSON.parse(await ask(server, 'peer')) as { uid: number; pid: number } | null;
      if (isUnix) expect(peer).toMatchObject({ uid: process.getuid?.(), pid: process.pid });
      else expect(peer).toBeNull();
    });
  };

  const datagramContract = (): void => {
    it('V21: replies only if something was written', async () => {
      const server = serving(build());
      const socket = await client.datagram(server.serverAddress);
      await client.send(socket, 'silence');
      await client.send(socket, 'words');
      expect(await client.recv(socket)).toBe('WORDS');
      await client.close(socket);
    });

    it('V21: flags a datagram that was longer than maxPacketSize', async () => {
      const server = serving(build(undefined, { maxPacketSize: 100 }));
      expect(await ask(server, 'x'.repeat(100))).toBe('X'.repeat(100));
      expect(await ask(server, 'x'.repeat(101))).toBe('cut at 100');
    });

    if (transport !== 'unixDatagram') return;
    it('V21: a datagram of an unbound client has no address, and its handler is safe', async () => {
      const server = serving(build());
      const socket = await client.datagram(server.serverAddress, { bound: false });
      await client.send(socket, 'nowhere to answer');
      await until(() => server.stats().finished === 1);
      expect(server.stats().failed).toBe(0);
    });
  };
};
