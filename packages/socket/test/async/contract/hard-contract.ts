// What is hard for every driver: many operations, many sockets, ends in the middle, and code of the caller that interferes.
import { describe, expect, it } from 'vitest';
import { MSG_WAITALL, SHUT_WR, socketpair } from '../../../src/index.js';
import { AsyncSocket } from '../../../src/async/index.js';
import type { Driver } from '../../../src/async/index.js';
import { owned } from '../../support/sockets.js';
import { collect, rejectionOf } from './helpers.js';
import { ownedAsync, streamPairs } from './pairs.js';

// More than would fit on the stack.
const MANY = 7000;

/** The contract of hard cases; each driver has its own. */
export const describeHardCases = (driverName: string, driver: () => Driver | undefined): void => {
  const options = (): { driver?: Driver } => {
    const given = driver();
    return given === undefined ? {} : { driver: given };
  };
  const unixPair = (): [AsyncSocket, AsyncSocket] =>
    socketpair().map((one) => ownedAsync(AsyncSocket.from(one, options()))) as [
      AsyncSocket,
      AsyncSocket,
    ];

  describe.each(streamPairs)(`${driverName}: %s`, (_name, make) => {
    it('MSG_WAITALL gives what came before the end, and then the end', async () => {
      const [a, b] = await make(driver());
      const first = b.recv(10);
      await a.sendall('first');
      await first;
      await a.sendall('abc');
      a.shutdown(SHUT_WR);
      await new Promise(setImmediate);
      expect(String(await b.recv(100, { flags: MSG_WAITALL }))).toBe('abc');
      expect(await b.recv(100)).toHaveLength(0);
    });

    it.each([
      ['a text'],
      [null],
      [new Error('enough')],
      [new DOMException('late', 'TimeoutError')],
    ])('an abort of MSG_WAITALL with the reason %s loses no byte', async (reason) => {
      const [a, b] = await make(driver());
      const controller = new AbortController();
      const { signal } = controller;
      const waiting = b.recv(10, { flags: MSG_WAITALL, signal });
      await a.sendall('abc');
      for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
      controller.abort(reason);
      expect(await rejectionOf(waiting)).toBe(reason);
      await a.sendall('def');
      expect(String(await collect(b, 6))).toBe('abcdef');
    });

    it('many sockets with more bytes at once than the room of a turn lose none', async () => {
      const pairs = await Promise.all(Array.from({ length: 40 }, () => make(driver())));
      const sizes = [1, 1000, 15_000, 16_000, 17_000, 20_000];
      const total = 10 * sizes.reduce((sum, size) => sum + size, 0);
      const talk = async ([a, b]: [AsyncSocket, AsyncSocket]): Promise<number> => {
        const echo = (async () => {
          for await (const chunk of b) await b.sendall(chunk);
          b.close();
        })();
        let received = 0;
        for (let round = 0; round < 10; round++)
          for (const size of sizes) {
            await a.sendall(Buffer.alloc(size));
            received += (await collect(a, size)).length;
          }
        a.close();
        await echo;
        return received;
      };
      const received = await Promise.all(pairs.map(talk));
      expect(new Set(received)).toEqual(new Set([total]));
    });
  });

  describe(`${driverName}: hard cases`, () => {
    it('thousands of queued operations end one after another, not on one stack', async () => {
      const [a, b] = unixPair();
      const sends = Array.from({ length: MANY }, () => a.sendmsg('x'));
      const reads = Array.from({ length: MANY }, () => b.recvmsg(1));
      expect(await Promise.all(sends)).toHaveLength(MANY);
      expect(await Promise.all(reads)).toHaveLength(MANY);
      b.close();
      const refused = Array.from({ length: MANY }, () => rejectionOf(a.sendall('x')));
      expect(await Promise.all(refused)).toHaveLength(MANY);
      const ends = Array.from({ length: MANY }, () => a.recvmsg(1));
      expect(await Promise.all(ends)).toHaveLength(MANY);
    });

    it('two lent sockets of one descriptor both wait and send', async () => {
      const [a, b] = socketpair();
      owned(a);
      owned(b);
      const [one, other] = [0, 1].map(() => ownedAsync(AsyncSocket.lend(a, options()))) as [
        AsyncSocket,
        AsyncSocket,
      ];
      const received = [one.recv(1), other.recv(1)];
      await new Promise(setImmediate);
      b.sendall('12');
      expect((await Promise.all(received)).map(String).toSorted()).toEqual(['1', '2']);
      const data = Buffer.alloc(300_000, 'd');
      const sending = Promise.all([one.sendall(data), other.sendall('!')]);
      b.setblocking(false);
      let drained = 0;
      while (drained < data.length + 1) {
        drained += b.tryRecv(65_536)?.length ?? 0;
        await new Promise(setImmediate);
      }
      await sending;
      one.close();
      a.sendall('open');
      expect(String(b.tryRecv(10))).toBe('open');
    });

    it('a getter among the options that closes the socket gets ERR_FDSET_CLOSED', async () => {
      const closing = (socket: AsyncSocket): object => ({
        get timeoutMs(): null {
          socket.close();
          return null;
        },
      });
      const calls: ((socket: AsyncSocket) => Promise<unknown>)[] = [
        (socket) => socket.recv(10, closing(socket)),
        (socket) => socket.recvInto(Buffer.alloc(10), closing(socket)),
        (socket) => socket.sendall('small', closing(socket)),
        (socket) => socket.sendall(Buffer.alloc(100_000), closing(socket)),
        (socket) => socket.recvfrom(10, closing(socket)),
      ];
      for (const call of calls) {
        const [a] = unixPair();
        expect(await rejectionOf(call(a))).toMatchObject({ code: 'ERR_FDSET_CLOSED' });
      }
    });

    it('verbs that always find everything ready let timers have their turn', async () => {
      const [a, b] = unixPair();
      let ticks = 0;
      const timer = setInterval(() => ticks++, 1);
      for (let round = 0; round < 5000 && ticks < 3; round++) {
        await a.sendmsg('x');
        await b.recvmsg(1);
      }
      clearInterval(timer);
      expect(ticks).toBeGreaterThanOrEqual(1);
    });
  });
};
