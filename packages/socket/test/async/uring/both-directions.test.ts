// Verbs that wait for readiness beside the receives and sends of the ring, and sends whose peer has ended its own direction.
import { describe, expect, it } from 'vitest';
import { needsThat } from '../../../../../scripts/test/needs.mjs';
import { SHUT_WR, socketpair } from '../../../src/index.js';
import { AsyncSocket, UringDriver } from '../../../src/async/index.js';
import { canUseRing } from '../../support/can-use-ring.js';
import { collect, fillSendQueue, rejectionOf } from '../contract/helpers.js';
import { ownedAsync } from '../contract/pairs.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('over io_uring', needsThat(canUseRing(), 'needs io_uring'), () => {
  let driver: UringDriver | null = null;
  const pair = (): [AsyncSocket, AsyncSocket] => {
    const options = { driver: (driver ??= new UringDriver()) };
    return socketpair().map((one) => ownedAsync(AsyncSocket.from(one, options))) as [
      AsyncSocket,
      AsyncSocket,
    ];
  };

  it('a verb that waits to write goes on when a receive begins, and one that waits to read when a send does', async () => {
    const [a, b] = pair();
    const before = await fillSendQueue(a);
    const sending = a.sendmsg('behind all that');
    const reading = a.recvmsg(5);
    await turn();
    const received = a.recv(5);
    await collect(b, before);
    expect(String(await collect(b, 15))).toBe('behind all that');
    await sending;
    const [c, d] = pair();
    const message = c.recvmsg(5);
    await turn();
    await c.sendall('plain');
    await b.sendall('firstagain');
    await d.sendall('later');
    expect(String((await reading).data)).toBe('first');
    expect(String(await received)).toBe('again');
    expect(String((await message).data)).toBe('later');
  });

  it('a send to a peer that has ended its own direction can be given up at any moment', async () => {
    // The kernel takes the end of the other direction for a reason to try again, and does not find a send to cancel meanwhile.
    for (let round = 0; round < 30; round++) {
      const [a, b] = pair();
      b.shutdown(SHUT_WR);
      expect(await a.recv(1)).toHaveLength(0);
      const before = await fillSendQueue(a);
      const controller = new AbortController();
      const sending = rejectionOf(a.sendall(Buffer.alloc(1000), { signal: controller.signal }));
      for (let i = 0; i < round % 5; i++) await turn();
      controller.abort();
      expect(await sending).toMatchObject({ name: 'AbortError', bytesSent: 0 });
      await Promise.all([a.sendall('the end'), collect(b, before + 7)]);
      a.close();
      b.close();
    }
  });
});
