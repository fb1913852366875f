// What becomes of queued operations when their socket ends while its driver still completes some.
import { expect, it, onTestFinished } from 'vitest';
import { Socket, socketpair } from '../../src/index.js';
import { AsyncSocket } from '../../src/async/index.js';
import type { Driver, Lanes, Port } from '../../src/async/index.js';
import { rejectionOf } from './contract/helpers.js';

/** A driver whose sends end when their port closes, as those of the kernel may. */
const lateDriver = (begun: unknown[]): Driver => ({
  name: 'late',
  open: (_state, { writes }: Lanes): Port => {
    const nothing = (): void => {};
    return {
      receive: nothing,
      send: (operation) => void begun.push(operation),
      awaitRead: nothing,
      awaitWrite: nothing,
      cancelRead: nothing,
      cancelWrite: nothing,
      flush: nothing,
      close: () => (begun[0] as { took: (bytes: number) => void }).took(writes.first?.left ?? 0),
    };
  },
});

it.each(['ERR_FDSET_CLOSED', 'ERR_FDSET_DETACHED'])(
  'a send behind one that its driver completes at the end is not begun any more: %s',
  async (code) => {
    const begun: unknown[] = [];
    const [ours, peer] = socketpair();
    onTestFinished(() => peer.close());
    const socket = AsyncSocket.from(ours, { driver: lateDriver(begun) });
    const first = socket.send('first');
    const second = rejectionOf(socket.send('second'));
    if (code === 'ERR_FDSET_CLOSED') socket.close();
    else {
      const plain = Socket.fromFd(socket.detach());
      onTestFinished(() => plain.close());
    }
    expect(await first).toBe(5);
    expect(await second).toMatchObject({ code, bytesSent: 0 });
    expect(begun).toHaveLength(1);
  },
);
