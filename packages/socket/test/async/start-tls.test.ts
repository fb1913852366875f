// What startTls takes of the socket that it ends, and of the signal that limits it.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SHUT_WR, socketpair } from '../../src/index.js';
import { AsyncSocket } from '../../src/async/index.js';
import type { Driver, Lanes, OperationOptions, Port, TlsStream } from '../../src/async/index.js';
import { rejectionOf } from './contract/helpers.js';
import { ownedAsync } from './contract/pairs.js';

const pem = (name: string): string =>
  readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url), 'utf8');

const asServer = (socket: AsyncSocket, limits?: OperationOptions): Promise<TlsStream> =>
  socket.startTls({ serverSide: true, key: pem('server-key'), cert: pem('server'), ...limits });

const asClient = (socket: AsyncSocket, limits?: OperationOptions): Promise<TlsStream> =>
  socket.startTls({ ca: pem('ca'), servername: 'server.test', ...limits });

const plainPair = (): [AsyncSocket, AsyncSocket] =>
  socketpair().map((one) => ownedAsync(AsyncSocket.from(one))) as [AsyncSocket, AsyncSocket];

/** Passes on all bytes until one of the ends is closed. */
const pump = async (from: AsyncSocket, to: AsyncSocket): Promise<void> => {
  for await (const chunk of from) await to.sendall(chunk);
  to.shutdown(SHUT_WR);
};

it('an abort of its signal after the handshake ends nothing', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const [a, b] = plainPair();
  const [server, client] = await Promise.all([asServer(a, { signal }), asClient(b, { signal })]);
  controller.abort();
  await server.sendall('still there');
  expect(String(await client.recv(20))).toBe('still there');
  await client.sendall('here, too');
  expect(String(await server.recv(20))).toBe('here, too');
  server.close();
  client.close();
});

/** A driver that receives some bytes while its port closes, as the kernel may do for a receive that is being cancelled. */
const lateDriver = (bytes: Buffer): Driver => {
  const nothing = (): void => {};
  const doesNothing = { send: nothing, awaitRead: nothing, awaitWrite: nothing, flush: nothing };
  return {
    name: 'late',
    open: (_state, { reads }: Lanes): Port => ({
      ...doesNothing,
      receive: nothing,
      cancelRead: nothing,
      cancelWrite: nothing,
      close: () => reads.keep(bytes),
    }),
  };
};

it('what comes for a receive that ends with it belongs to the handshake', async () => {
  const [client, relay] = plainPair();
  const encrypting = asClient(client);
  const hello = await relay.recv(4096);
  const [ours, theirs] = socketpair();
  const server = AsyncSocket.from(ours, { driver: lateDriver(hello) });
  const waiting = rejectionOf(server.recv(4096));
  const securing = asServer(server);
  expect(await waiting).toMatchObject({ code: 'ERR_FDSET_DETACHED' });
  const other = ownedAsync(AsyncSocket.from(theirs));
  const pumping = [pump(other, relay), pump(relay, other)];
  const [secured, encrypted] = await Promise.all([securing, encrypting]);
  await secured.sendall('secret');
  expect(String(await encrypted.recv(10))).toBe('secret');
  secured.close();
  encrypted.close();
  await Promise.allSettled(pumping);
});
