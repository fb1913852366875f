import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as posix from '@fdset/posix';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { thrownBy } from './helpers/thrown-by.js';
import { openedFromNow } from '../../../scripts/test/opened-from-now.mjs';

let a: number;
let b: number;
let epfd: number;
beforeEach(() => {
  [a, b] = posix.socketpair();
  epfd = posix.epollCreate();
  posix.epollCtl(epfd, posix.EPOLL_CTL_ADD, a, posix.EPOLLIN);
});
afterEach(() => [a, b, epfd].forEach((fd) => posix.close(fd)));

it('calls back as long as the set of the epoll has something ready', async () => {
  let calls = 0;
  await new Promise<void>((resolve) => {
    const watcher = new posix.Watcher(epfd, (status, events) => {
      expect([status, events]).toEqual([0, posix.WATCH_READABLE]);
      if (++calls < 3) return;
      watcher.close();
      resolve();
    });
    watcher.start();
    posix.send(b, Buffer.from('x'));
  });
  expect(calls).toBe(3);
});

it('is silent once it is stopped, and starts again', async () => {
  let calls = 0;
  const watcher = new posix.Watcher(epfd, () => calls++);
  posix.send(b, Buffer.from('x'));
  watcher.start();
  watcher.stop();
  // An active watcher would call its callback within this turn of the event loop.
  await new Promise((resolve) => setTimeout(resolve, 1));
  await new Promise((resolve) => setImmediate(resolve));
  expect(calls).toBe(0);
  watcher.start();
  while (calls === 0) await new Promise((resolve) => setImmediate(resolve));
  watcher.close();
});

it('refuses a descriptor that is watched already, a regular file and a closed one', () => {
  const watcher = new posix.Watcher(epfd, () => {});
  watcher.start();
  expect(thrownBy(() => new posix.Watcher(epfd, () => {})).code).toBe('EEXIST');
  expect(thrownBy(() => new posix.Watcher(999_999, () => {})).code).toBe('EBADF');
  expect(thrownBy(() => new posix.Watcher(epfd, 5 as never)).code).toBe(
    'ERR_FDSET_INVALID_ARG_TYPE',
  );
  watcher.close();
});

it('after close everything but close is refused', () => {
  const watcher = new posix.Watcher(epfd, () => {});
  watcher.close();
  watcher.close();
  expect(thrownBy(() => watcher.start()).code).toBe('ERR_FDSET_CLOSED');
  expect(thrownBy(() => watcher.ref()).code).toBe('ERR_FDSET_CLOSED');
});

it('ten thousand watchers leave neither descriptors nor memory behind', async () => {
  const round = async (): Promise<void> => {
    for (let i = 0; i < 1000; i++) {
      const watcher = new posix.Watcher(epfd, () => {});
      watcher.start();
      watcher.close();
    }
    await new Promise((resolve) => setImmediate(resolve));
  };
  await round();
  const residentPages = (): number =>
    Number(readFileSync('/proc/self/statm', 'utf8').split(' ')[1]);
  const [opened, pages] = [openedFromNow(), residentPages()];
  for (let i = 0; i < 10; i++) await round();
  expect(opened()).toEqual([]);
  // A leaked watcher would take more than 300 bytes. The heap itself may grow by some megabytes.
  expect(residentPages() - pages).toBeLessThan(8192);
});

it('a descriptor that was closed first is an error, not the end of the process', async () => {
  const [one, other] = posix.socketpair();
  const watcher = new posix.Watcher(one, () => {});
  watcher.start();
  await new Promise((resolve) => setImmediate(resolve));
  watcher.stop();
  posix.close(one);
  expect(thrownBy(() => watcher.start()).code).toBe('EBADF');
  // The number may belong to another file by now, and nobody asked to watch that file.
  const taken = posix.dup(b, one);
  expect(taken).toBe(one);
  expect(thrownBy(() => watcher.start()).code).toBe('EBADF');
  watcher.close();
  [taken, other].forEach((fd) => posix.close(fd));
});

it.each(['stays closed', 'is a regular file by then'])(
  'a descriptor that is closed between start and the turn of the loop, and %s, is told',
  async (after) => {
    const [one, other] = posix.socketpair();
    const status = await new Promise<number>((resolve) => {
      const watcher = new posix.Watcher(one, (result) => {
        watcher.close();
        resolve(result);
      });
      watcher.start();
      posix.close(one);
      if (after !== 'stays closed') expect(openSync(import.meta.filename, 'r')).toBe(one);
    });
    expect(posix.errorCode(status)).toBe('EBADF');
    if (after !== 'stays closed') posix.close(one);
    posix.close(other);
  },
);

it('is not collected while it is active, though nobody refers to it', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  let calls = 0;
  // The watcher closes itself, because one that outlives its descriptor is called for the next file with the number.
  const watch = (): void => {
    const watcher = new posix.Watcher(epfd, () => {
      calls++;
      watcher.close();
    });
    watcher.start();
  };
  watch();
  for (let round = 0; round < 3; round++) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
  posix.send(b, Buffer.from('x'));
  while (calls === 0) await new Promise((resolve) => setImmediate(resolve));
});

type Late = { watcher: posix.Watcher | null };
const lateEnds: [string, (late: Late) => Promise<void>][] = [
  ['is closed', async ({ watcher }) => watcher?.close()],
  ['is collected', async (late) => collect(late)],
];
const collect = async (late: Late): Promise<void> => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  let isCollected = false;
  const registry = new FinalizationRegistry(() => (isCollected = true));
  registry.register(late.watcher as posix.Watcher, null);
  late.watcher = null;
  while (!isCollected) {
    collectGarbage();
    await turn();
  }
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it.each(lateEnds)(
  'one that %s after its descriptor leaves the next owner of the number to be heard',
  async (_, end) => {
    const [one, other] = posix.socketpair();
    const late: Late = { watcher: new posix.Watcher(one, () => {}) };
    late.watcher?.start();
    await turn();
    late.watcher?.stop();
    posix.close(one);
    const pair = posix.socketpair();
    expect(pair).toContain(one);
    const [next, nextPeer] = pair;
    const heard = new Set<string>();
    const nextWatcher = new posix.Watcher(one, () => heard.add('next'));
    nextWatcher.start();
    // After these turns the kernel knows of the new watcher.
    await turn();
    await turn();
    await end(late);
    const control = new posix.Watcher(b, () => heard.add('control'));
    for (const fd of [one === next ? nextPeer : next, a]) posix.send(fd, Buffer.from('x'));
    control.start();
    while (!heard.has('control')) await turn();
    await turn();
    expect(heard).toContain('next');
    for (const watcher of [nextWatcher, control]) watcher.close();
    for (const fd of [other, next, nextPeer]) posix.close(fd);
  },
);

it("a number that is closed while it is watched is told, and its next owner is Node's alone", async () => {
  const [one, other] = posix.socketpair();
  const [next, sender] = posix.socketpair();
  const told: number[][] = [];
  const watcher = new posix.Watcher(one, (...call) => told.push(call));
  watcher.start();
  await new Promise((resolve) => setImmediate(resolve));
  // The duplicate keeps the file open, and so the kernel keeps its entry.
  const duplicate = posix.dup(one);
  posix.close(one);
  posix.send(other, Buffer.from('x'));
  expect(posix.dup(next, one)).toBe(one);
  const socket = new Socket({ fd: one });
  posix.send(sender, Buffer.from('said'));
  const [data] = (await once(socket, 'data')) as [Buffer];
  expect(String(data)).toBe('said');
  await new Promise((resolve) => setImmediate(resolve));
  expect(told.map(([status, events]) => [posix.errorCode(status!), events])).toEqual([
    ['EBADF', 0],
  ]);
  watcher.close();
  socket.destroy();
  await once(socket, 'close');
  [other, next, sender, duplicate].forEach((fd) => posix.close(fd));
});

it('a stopped watcher is not told that its descriptor is closed, and is collected', async () => {
  const [one, other] = posix.socketpair();
  let calls = 0;
  const watch = (): WeakRef<posix.Watcher> => {
    const watcher = new posix.Watcher(one, () => calls++);
    watcher.start();
    watcher.stop();
    return new WeakRef(watcher);
  };
  const reference = watch();
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  // `deref()` would keep the watcher alive until the end of the turn, so the loop does not call it.
  for (let round = 0; round < 5; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
  }
  expect(reference.deref()).toBe(undefined);
  [one, other].forEach((fd) => posix.close(fd));
  await new Promise((resolve) => setImmediate(resolve));
  expect(calls).toBe(0);
});
