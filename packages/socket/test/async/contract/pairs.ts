// Connected pairs of AsyncSockets of every kind, which close themselves at the end of a test.
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  AF_UNIX,
  SOCK_DGRAM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  socketpair,
} from '../../../src/index.js';
import type { Address } from '../../../src/index.js';
import { AsyncSocket, listen } from '../../../src/async/index.js';
import type { Driver } from '../../../src/async/index.js';
import { freshDirectory } from '../../support/sockets.js';

/** Closes `socket` when the running test ends. */
export const ownedAsync = <T extends AsyncSocket>(socket: T): T => {
  onTestFinished(() => socket.close());
  return socket;
};

/** Makes a pair whose sockets use the driver, if one is given. */
export type MakePair = (driver?: Driver) => Promise<[AsyncSocket, AsyncSocket]>;

const overPair =
  (type: number): MakePair =>
  (driver) => {
    const [a, b] = socketpair(AF_UNIX, type);
    const options = driver === undefined ? {} : { driver };
    return Promise.resolve([
      ownedAsync(AsyncSocket.from(a, options)),
      ownedAsync(AsyncSocket.from(b, options)),
    ]);
  };

const overListener =
  (address: () => Address): MakePair =>
  async (driver) => {
    const listener = ownedAsync(listen(address()));
    const client = ownedAsync(
      new AsyncSocket(listener.family, SOCK_STREAM, 0, driver === undefined ? {} : { driver }),
    );
    const [[server]] = await Promise.all([
      listener.accept(),
      client.connect(listener.getsockname()),
    ]);
    listener.close();
    if (driver === undefined) return [client, ownedAsync(server)];
    const { family, type } = server;
    return [client, ownedAsync(AsyncSocket.fromFd(server.detach(), { family, type }, { driver }))];
  };

/** Pairs of byte streams. */
export const streamPairs: readonly (readonly [name: string, make: MakePair])[] = [
  ['TCP over IPv4', overListener(() => ({ host: '127.0.0.1', port: 0 }))],
  ['TCP over IPv6', overListener(() => ({ host: '::1', port: 0 }))],
  ['Unix stream', overPair(SOCK_STREAM)],
  ['Unix stream by path', overListener(() => ({ path: join(freshDirectory(), 's') }))],
];

/** Pairs that keep the boundaries of messages. */
export const messagePairs: readonly (readonly [name: string, make: MakePair])[] = [
  ['Unix datagram', overPair(SOCK_DGRAM)],
  ['Unix SEQPACKET', overPair(SOCK_SEQPACKET)],
];
