// Bytes that were received for a read which was given up, or were given back, come before all that the kernel has.
import { readFileSync } from 'node:fs';
import { tryRecv } from '@fdset/posix';
import { describe, expect, it } from 'vitest';
import { AsyncSocket } from '../../../src/async/index.js';
import type { Driver } from '../../../src/async/index.js';
import { lines, readFrames } from '../../../src/framing/index.js';
import { AF_UNIX, MSG_PEEK, MSG_WAITALL, SOCK_DGRAM, socketpair } from '../../../src/index.js';
import { rejection } from '../../support/promises.js';
import { thrownBy } from '../../support/sockets.js';
import { ownedAsync } from './pairs.js';

type Pair = (type?: number) => [AsyncSocket, AsyncSocket];

const pairOf = (driver: Driver | undefined, type?: number): [AsyncSocket, AsyncSocket] => {
  const [a, b] = socketpair(AF_UNIX, type);
  return [ownedAsync(AsyncSocket.from(a, { driver })), ownedAsync(AsyncSocket.from(b, { driver }))];
};

/** A socket that has kept "abc" of a read, and to which "defghi" was sent afterwards. */
const keepingOf = async (pair: Pair): Promise<AsyncSocket> => {
  const [a, b] = pair();
  const controller = new AbortController();
  await a.sendall('abc');
  const reading = rejection(b.recv(6, { flags: MSG_WAITALL, signal: controller.signal }));
  // A verb may be put off to the next turn of the loop, after many that found everything ready.
  while (tryRecv(b.fileno(), room, 0, room.length, MSG_PEEK) >= 0) await new Promise(setImmediate);
  controller.abort();
  await reading;
  await a.sendall('defghi');
  return b;
};

const ALL = { flags: MSG_WAITALL };
const room = Buffer.alloc(6);

const reads: [string, (socket: AsyncSocket) => Promise<unknown>, string][] = [
  ['recv', (socket) => socket.recv(6), 'abc'],
  ['recv of fewer bytes', (socket) => socket.recv(2), 'ab'],
  ['recv with MSG_WAITALL', (socket) => socket.recv(6, ALL), 'abcdef'],
  ['recv with MSG_WAITALL of fewer bytes', (socket) => socket.recv(2, ALL), 'ab'],
  ['recvInto', async (socket) => room.subarray(0, await socket.recvInto(room)), 'abc'],
  [
    'recvInto with MSG_WAITALL',
    async (socket) => room.subarray(0, await socket.recvInto(room, { maxBytes: 5, ...ALL })),
    'abcde',
  ],
  ['recvfrom', async (socket) => (await socket.recvfrom(6))[0], 'abc'],
  ['recvfrom with MSG_WAITALL', async (socket) => (await socket.recvfrom(6, ALL))[0], 'abcdef'],
  [
    'recvfromInto with MSG_WAITALL',
    async (socket) => room.subarray(0, (await socket.recvfromInto(room, ALL))[0]),
    'abcdef',
  ],
  ['recvmsg', async (socket) => (await socket.recvmsg(2)).data, 'ab'],
  ['recvmmsg', async (socket) => (await socket.recvmmsg(4, 6))[0]?.data, 'abc'],
  [
    'recvmsgInto',
    async (socket) => {
      const { bytesReceived } = await socket.recvmsgInto([room.subarray(0, 1), room.subarray(1)]);
      return room.subarray(0, bytesReceived);
    },
    'abc',
  ],
];

export const describeKept = (driverName: string, driver: () => Driver | undefined): void => {
  const pair: Pair = (type) => pairOf(driver(), type);
  const keeping = (): Promise<AsyncSocket> => keepingOf(pair);

  describe(`${driverName}: bytes of a read that was given up`, () => {
    it.each(reads)('go to %s', async (_name, read, expected) => {
      const socket = await keeping();
      expect(String(await read(socket))).toBe(expected);
      const rest = await socket.recv(9 - expected.length, ALL);
      expect(expected + String(rest)).toBe('abcdefghi');
    });

    it('are shown by MSG_PEEK, and stay', async () => {
      const socket = await keeping();
      const shown = await socket.recv(2, { flags: MSG_PEEK });
      expect(String(shown)).toBe('ab');
      shown.fill('x');
      expect(String(await socket.recv(9, ALL))).toBe('abcdefghi');
    });

    it('are kept again by a read with MSG_WAITALL that is given up too, whichever it is', async () => {
      for (const [, read] of [
        ['recv', (to: AsyncSocket, signal: AbortSignal) => to.recv(20, { ...ALL, signal })],
        ['recvfrom', (to: AsyncSocket, signal: AbortSignal) => to.recvfrom(20, { ...ALL, signal })],
        [
          'recvfromInto',
          (to: AsyncSocket, signal: AbortSignal) =>
            to.recvfromInto(Buffer.alloc(20), { ...ALL, signal }),
        ],
      ] as const) {
        const socket = await keeping();
        const controller = new AbortController();
        const reading = rejection(read(socket, controller.signal));
        await new Promise((resolve) => setImmediate(resolve));
        controller.abort();
        await reading;
        expect(String(await socket.recv(9, ALL))).toBe('abcdefghi');
      }
    });

    it('stay in order when the buffer of the next read has gone', async () => {
      const [a, b] = pair();
      const controller = new AbortController();
      const first = rejection(b.recv(10, { ...ALL, signal: controller.signal }));
      const buffer = new Uint8Array(3);
      const second = rejection(b.recvInto(buffer));
      await a.sendall('abcdef');
      await new Promise((resolve) => setImmediate(resolve));
      structuredClone(buffer.buffer, { transfer: [buffer.buffer] });
      controller.abort();
      await Promise.all([first, second]);
      expect(String(await b.recv(6, ALL))).toBe('abcdef');
    });
  });

  describe(`${driverName}: unread`, () => {
    it('gives back what was received, in front of all that is kept', async () => {
      const socket = await keeping();
      const taken = await socket.recv(2);
      socket.unread(taken);
      socket.unread(Buffer.from('12'));
      socket.unread(Buffer.alloc(0));
      expect(String(await socket.recv(11, ALL))).toBe('12abcdefghi');
    });

    it('gives what a frame reader has read too far to startTls', async () => {
      const pem = (name: string): string =>
        readFileSync(new URL(`../../fixtures/tls/${name}.pem`, import.meta.url), 'utf8');
      const [client, server] = pair();
      await client.sendall('STARTTLS\n');
      const encrypting = client.startTls({ ca: pem('ca'), servername: 'server.test' });
      // The line and the beginning of the handshake come with one read.
      let there: Buffer = Buffer.alloc(0);
      while (there.length <= 'STARTTLS\n'.length) {
        await new Promise((resolve) => setImmediate(resolve));
        there = await server.recv(4096, { flags: MSG_PEEK });
      }
      const reader = readFrames(server, lines());
      expect(await reader.read()).toBe('STARTTLS');
      expect(reader.bufferedLength).toBeGreaterThan(0);
      server.unread(reader.takeBuffered());
      const options = { serverSide: true, key: pem('server-key'), cert: pem('server') };
      const secured = await Promise.all([server.startTls(options), encrypting]);
      await secured[0].sendall('secret');
      expect(String(await secured[1].recv(10))).toBe('secret');
      for (const stream of secured) stream.close();
    });

    it('is refused where it would not be in order', async () => {
      const [, b] = pair();
      const reading = rejection(b.recv(1));
      const data = Buffer.from('x');
      expect(thrownBy(() => b.unread(data))).toMatchObject({ code: 'ERR_FDSET_ALREADY_WAITING' });
      b.close();
      await reading;
      expect(thrownBy(() => b.unread(data))).toMatchObject({ code: 'ERR_FDSET_CLOSED' });
      const [c, d] = pair(SOCK_DGRAM);
      expect(thrownBy(() => c.unread(data))).toMatchObject({ code: 'ERR_FDSET_UNSUPPORTED' });
      const [e] = pair();
      expect(thrownBy(() => e.unread('x' as never))).toMatchObject({
        code: 'ERR_FDSET_INVALID_ARG_TYPE',
      });
      d.close();
    });
  });
};
