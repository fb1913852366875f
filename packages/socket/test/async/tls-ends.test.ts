// What ends an encrypted connection or its handshake, and what does not.
import { readFileSync } from 'node:fs';
import type { SecureContext } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AF_INET, SOCK_DGRAM, socketpair } from '../../src/index.js';
import type { Socket } from '../../src/index.js';
import { AsyncSocket } from '../../src/async/index.js';
import type { StartTlsOptions, TlsStream } from '../../src/async/index.js';
import { rejectionOf } from './contract/helpers.js';
import { ownedAsync } from './contract/pairs.js';

const pem = (name: string): string =>
  readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url), 'utf8');

const serverOptions: StartTlsOptions = {
  serverSide: true,
  key: pem('server-key'),
  cert: pem('server'),
};
const clientOptions: StartTlsOptions = { ca: pem('ca'), servername: 'server.test' };

const ownedTls = (stream: TlsStream): TlsStream => {
  onTestFinished(() => stream.close());
  return stream;
};

/** A connection whose one end is lent, and the owner of that. */
const lentPair = (): { owner: Socket; lent: AsyncSocket; peer: AsyncSocket } => {
  const [owner, other] = socketpair();
  onTestFinished(() => owner.close());
  return {
    owner,
    lent: AsyncSocket.lend(owner),
    peer: ownedAsync(AsyncSocket.from(other)),
  };
};

const shake = async (
  server: StartTlsOptions,
  client: StartTlsOptions,
  { lent, peer } = lentPair(),
): Promise<[TlsStream, TlsStream]> => {
  const both = await Promise.all([lent.startTls(server), peer.startTls(client)]);
  return both.map(ownedTls) as [TlsStream, TlsStream];
};

it.each(['server', 'client'] as const)(
  'a signal that is aborted after the handshake leaves the connection of the %s alone',
  async (side) => {
    const { signal, abort } = stoppable();
    const limits = { server: {}, client: {}, [side]: { signal } };
    const [server, client] = await shake(
      { ...serverOptions, ...limits.server },
      { ...clientOptions, ...limits.client },
    );
    abort();
    await new Promise(setImmediate);
    await server.sendall('to the client');
    expect(String(await client.recv(100))).toBe('to the client');
    await client.sendall('to the server');
    expect(String(await server.recv(100))).toBe('to the server');
  },
);

const stoppable = (): { signal: AbortSignal; abort: () => void } => {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
};

// OpenSSL is at work while these callbacks run, and must find its connection afterwards.
describe('a callback of the handshake', () => {
  /** The error of the server. */
  const failing = async (options: StartTlsOptions): Promise<Error> => {
    const { lent, peer, owner } = lentPair();
    const client = peer.startTls(clientOptions).then(ownedTls, () => null);
    const error = await rejectionOf(lent.startTls({ ...serverOptions, ...options }));
    owner.close();
    await client;
    return error;
  };

  it('gives a context that is none', async () => {
    const error = await failing({
      SNICallback: (_name, done) => done(null, {} as SecureContext),
    });
    expect(error.message).toMatch(/SNI context/);
  });

  it('aborts the signal of its handshake, and goes on', async () => {
    const { signal, abort } = stoppable();
    const error = await failing({
      signal,
      SNICallback: (_name, done) => {
        abort();
        done(null);
      },
    });
    expect(error).toMatchObject({ name: 'AbortError' });
  });
});

it('a datagram socket is refused, and stays open', async () => {
  const datagrams = ownedAsync(new AsyncSocket(AF_INET, SOCK_DGRAM));
  expect(await rejectionOf(datagrams.startTls(clientOptions))).toMatchObject({
    code: 'ERR_FDSET_UNSUPPORTED',
  });
  expect(datagrams.closed).toBe(false);
});

describe('the owner of a lent socket ends', () => {
  it('the encrypted connection', async () => {
    const pair = lentPair();
    const [server, client] = await shake(serverOptions, clientOptions, pair);
    const waiting = rejectionOf(server.recv(10));
    pair.owner.close();
    expect(await waiting).toMatchObject({ code: 'ERR_FDSET_CLOSED' });
    expect(server.closed).toBe(true);
    expect(await client.recv(10)).toHaveLength(0);
  });

  it('a handshake', async () => {
    const { owner, lent, peer } = lentPair();
    const starting = rejectionOf(lent.startTls({ ...serverOptions, timeoutMs: null }));
    owner.close();
    expect(await starting).toMatchObject({ code: 'ERR_FDSET_CLOSED' });
    expect(await peer.recv(10)).toHaveLength(0);
  });
});
