// A blocked thread waits beside a descriptor of its own, which any program can close behind its back, as one
// that closes all descriptors it finds. The wait went round at once, again and again.
import { closeSync, readFileSync, readdirSync } from 'node:fs';
import * as posix from '@fdset/posix';
import { afterAll, expect, it } from 'vitest';
import { expectSleeps } from '../../../../scripts/test/expect-sleeps.mjs';

// Node's own epolls are level-triggered, that of a blocked thread is not: proc_pid_fdinfo(5).
const EDGE_TRIGGERED = /^tfd:.* events: 8/m;

const infoOf = (fd: number): string => {
  try {
    return readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1');
  } catch {
    return ''; // The listing's own, closed meanwhile.
  }
};

const watching = (watched: number): number[] =>
  readdirSync('/proc/self/fdinfo')
    .map(Number)
    .filter((fd) => new RegExp(`^tfd: +${watched} `, 'm').test(infoOf(fd)));

const [a, b] = posix.socketpair();
posix.waitFd(a, posix.POLLIN, 1); // Opens it.
afterAll(() => [a, b].forEach((fd) => posix.close(fd)));

// A blocked thread watches its event loop as well: other threads of this process may have such descriptors of their own.
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
