import * as posix from '@fdset/posix';
import { expect, it, onTestFinished } from 'vitest';

const MESSAGE = Buffer.alloc(4096, 'x');

const owned = (fd: number): number => {
  onTestFinished(() => posix.close(fd));
  return fd;
};

/** An edge-triggered epoll set with sockets that have a message each, and what they want. */
const readySet = (count: number): { epfd: number; wanted: Int32Array } => {
  const epfd = owned(posix.epollCreate());
  const wanted = new Int32Array(4096);
  for (let index = 0; index < count; index++) {
    const [a, b] = posix.socketpair().map(owned) as [number, number];
    posix.trySend(b, MESSAGE, 0, MESSAGE.length, 0);
    posix.epollCtl(epfd, posix.EPOLL_CTL_ADD, a, posix.EPOLLIN | posix.EPOLLET, 1);
    wanted.set([1, 16_384], 2 * a);
  }
  return { epfd, wanted };
};

it.skipIf(!posix.hasReceiveReady)(
  'takes no more events than there is room for: the next call takes the rest',
  () => {
    const sockets = 60;
    const { epfd, wanted } = readySet(sockets);
    const room = Buffer.alloc(16 * MESSAGE.length);
    const ready = new Int32Array(256 * posix.READY_ENTRY);
    const counts: number[] = [];
    const received: number[] = [];
    for (let count = -1; count !== 0; counts.push(count)) {
      count = posix.receiveReady(epfd, wanted, room, ready);
      for (let at = 0; at < count * posix.READY_ENTRY; at += posix.READY_ENTRY)
        received.push(ready[at + 3] as number);
    }
    expect(counts.length).toBeGreaterThan(2);
    expect(received).toHaveLength(sockets);
    // In the last events of a call there may be no room for a receive any more.
    const whole = received.filter((bytes) => bytes === MESSAGE.length);
    expect(whole.length).toBeGreaterThan(sockets / 2);
  },
);

it.skipIf(!posix.hasReceiveReady)('takes everything with one call where there is room', () => {
  const { epfd, wanted } = readySet(40);
  const room = Buffer.alloc(1 << 20);
  const ready = new Int32Array(256 * posix.READY_ENTRY);
  expect(posix.receiveReady(epfd, wanted, room, ready)).toBe(40);
  expect(posix.receiveReady(epfd, wanted, room, ready)).toBe(0);
});
