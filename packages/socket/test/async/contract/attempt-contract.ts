// `timeoutMs: 0` makes one attempt.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MSG_PEEK, SOCK_STREAM } from '../../../src/index.js';
import type { Driver } from '../../../src/async/index.js';
import { AsyncSocket, listen } from '../../../src/async/index.js';
import type { UnixAddress } from '../../../src/index.js';
import { freshDirectory } from '../../support/sockets.js';
import { rejectionOf } from './helpers.js';
import { ownedAsync, streamPairs } from './pairs.js';

const once = { timeoutMs: 0 };
const late = (call: string): object => ({
  name: 'SocketTimeoutError',
  message: `${call} timed out after 0 ms`,
});

/** Whether a promise settles before the event loop has turned. */
const settlesAtOnce = async (promise: Promise<unknown>): Promise<boolean> => {
  const turn = new Promise<boolean>((resolve) => setImmediate(() => resolve(false)));
  return Promise.race([
    promise.then(
      () => true,
      () => true,
    ),
    turn,
  ]);
};

// What was sent over TCP is in the peer's queue a moment later.
const arrival = (socket: AsyncSocket): Promise<unknown> => socket.recv(1, { flags: MSG_PEEK });

/** The contract of single attempts; each driver has its own. */
export const describeAttempts = (driverName: string, driver: () => Driver | undefined): void => {
  describe.each(streamPairs)(`${driverName}: one attempt: %s`, (_name, make) => {
    it('receives what is there, and does not wait for more', async () => {
      const [a, b] = await make(driver());
      const room = Buffer.alloc(10);
      expect(await settlesAtOnce(b.recv(10, once))).toBe(true);
      expect(await rejectionOf(b.recv(10, once))).toMatchObject(late('recv'));
      expect(await rejectionOf(b.recvInto(room, once))).toMatchObject(late('recv'));
      expect(await rejectionOf(b.recvmsg(10, once))).toMatchObject(late('recvmsg'));
      await a.sendall('abcdefgh');
      await arrival(b);
      expect((await b.recv(2, once)).toString()).toBe('ab');
      expect(await b.recvInto(room, { ...once, maxBytes: 2 })).toBe(2);
      expect((await b.recvmsg(2, once)).data.toString()).toBe('ef');
      expect((await b.chunks(2, once).next()).value?.toString()).toBe('gh');
      a.close();
      expect((await b.recv(10)).length).toBe(0);
      expect((await b.recv(10, once)).length).toBe(0);
    });

    it('goes between reads that wait, and loses and repeats no byte', async () => {
      const [a, b] = await make(driver());
      for (let round = 0; round < 20; round++) {
        const controller = new AbortController();
        const waiting = rejectionOf(b.recv(1, { signal: controller.signal }));
        await new Promise(setImmediate);
        expect(await rejectionOf(b.recv(1, once))).toMatchObject(late('recv'));
        controller.abort();
        await waiting;
        await a.sendall(Buffer.from([round, round]));
        await arrival(b);
        expect([...(await b.recv(1, once))]).toEqual([round]);
        expect([...(await b.recv(1))]).toEqual([round]);
      }
    });

    it('sends what there is room for, and tells how much', async () => {
      const [a, b] = await make(driver());
      expect(await settlesAtOnce(a.send('x', once))).toBe(true);
      const block = Buffer.alloc(65_536);
      let sent = 1;
      let error: { bytesSent: number } | undefined;
      while (error === undefined) {
        error = await a.send(block, once).then(
          (bytes) => void (sent += bytes),
          (reason: { bytesSent: number }) => reason,
        );
      }
      expect(error).toMatchObject(late('send'));
      sent += error.bytesSent;
      for (let left = sent; left > 0;) left -= (await b.recv(left)).length;
      await a.sendall('end');
      expect((await b.recv(10)).toString()).toBe('end');
    });
  });

  it(`${driverName}: accepts the connection that waits, and none otherwise`, async () => {
    const given = driver();
    const listening = ownedAsync(listen({ path: join(freshDirectory(), 's') }));
    const { family, type } = listening;
    const own = given === undefined ? {} : { driver: given };
    const listener = ownedAsync(
      AsyncSocket.fromFd<UnixAddress>(listening.detach(), { family, type }, own),
    );
    expect(await settlesAtOnce(listener.accept(once))).toBe(true);
    expect(await rejectionOf(listener.accept(once))).toMatchObject(late('accept'));
    const client = ownedAsync(new AsyncSocket<UnixAddress>(family, SOCK_STREAM, 0, own));
    await client.connect(listener.getsockname());
    const [accepted] = await listener.accept(once);
    ownedAsync(accepted);
  });
};
