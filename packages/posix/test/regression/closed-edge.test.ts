// A blocked thread waits with the help of a descriptor of its own. A program that closes every descriptor it finds
// closes this one as well. The wait then used to spin.
import { closeSync, readFileSync, readdirSync } from 'node:fs';
import * as posix from '@fdset/posix';
import { afterAll, expect, it } from 'vitest';
import { expectSleeps } from '../../../../scripts/test/expect-sleeps.mjs';

// Node's own epolls are level-triggered, but the epoll of a blocked thread is edge-triggered: proc_pid_fdinfo(5).
const EDGE_TRIGGERED = /^tfd:.* events: 8/m;

const infoOf = (fd: number): string => {
  try {
    return readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1');
  } catch {
    return ''; // The descriptor of the listing itself is closed already.
  }
};

const watching = (watched: number): number[] =>
  readdirSync('/proc/self/fdinfo')
    .map(Number)
    .filter((fd) => new RegExp(`^tfd: +${watched} `, 'm').test(infoOf(fd)));

const [a, b] = posix.socketpair();
posix.waitFd(a, posix.POLLIN, 1); // The first wait of a thread opens the descriptor.
afterAll(() => [a, b].forEach((fd) => posix.close(fd)));

// A blocked thread also watches its event loop. Other threads of this process may have such descriptors too, so the
// tests look only for those that watch the loop of this thread.
const loopOfThisThread = async (): Promise<number> => {
  using watcher = new posix.Watcher(a, () => {});
  watcher.start();
  for (let turns = 0; turns < 2; turns++) await new Promise((resolve) => setImmediate(resolve));
  return watching(a).find((fd) => !EDGE_TRIGGERED.test(infoOf(fd))) ?? -1;
};
const loop = process.platform === 'linux' ? await loopOfThisThread() : -1;
const edges = (): number[] => watching(loop).filter((fd) => EDGE_TRIGGERED.test(infoOf(fd)));

const waits: [string, (fd: number) => number][] = [
  ['waitFd', (fd) => posix.waitFd(fd, posix.POLLIN, 150)],
  ['waitPoll', (fd) => posix.waitPoll(Int32Array.of(fd, posix.POLLIN, 0), 1, 150)],
  ['waitSelect', (fd) => posix.waitSelect(Int32Array.of(fd, 1, 0), 1, 150)],
];

it.runIf(process.platform === 'linux').each(waits)(
  '%s opens its own descriptor again when somebody has closed it, and does not spin',
  (_, wait) => {
    expectSleeps(() => {
      const own = edges();
      expect(own).toHaveLength(1);
      closeSync(own[0]!);
      expect(wait(a)).toBe(0);
    });
    expect(edges()).toHaveLength(1);
  },
);
