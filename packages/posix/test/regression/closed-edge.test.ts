// A blocked thread waits beside a descriptor of its own, which any program can close behind its back, as one
// that closes all descriptors it finds. The wait went round at once, again and again.
import { closeSync, readdirSync, readlinkSync } from 'node:fs';
import * as posix from '@fdset/posix';
import { afterAll, expect, it } from 'vitest';
import { expectSleeps } from '../helpers/expect-sleeps.js';

const epolls = (): number[] =>
  readdirSync('/proc/self/fd')
    .map(Number)
    .sort((x, y) => x - y)
    .filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`) === 'anon_inode:[eventpoll]';
      } catch {
        return false;
      }
    });

const before = epolls();
const [a, b] = posix.socketpair();
posix.waitFd(a, posix.POLLIN, 1); // Opens it.
const own = epolls().filter((fd) => !before.includes(fd));
afterAll(() => [a, b].forEach((fd) => posix.close(fd)));

const waits: [string, (fd: number) => number][] = [
  ['waitFd', (fd) => posix.waitFd(fd, posix.POLLIN, 150)],
  ['waitPoll', (fd) => posix.waitPoll(Int32Array.of(fd, posix.POLLIN, 0), 1, 150)],
  ['waitSelect', (fd) => posix.waitSelect(Int32Array.of(fd, 1, 0), 1, 150)],
];

it.runIf(process.platform === 'linux').each(waits)(
  '%s opens its own descriptor again when somebody has closed it, and does not spin',
  (_, wait) => {
    expect(own).toHaveLength(1);
    expectSleeps(() => {
      for (const fd of own) closeSync(fd);
      expect(wait(a)).toBe(0);
      expect(epolls()).toEqual([...before, ...own].sort((x, y) => x - y));
    });
  },
);
