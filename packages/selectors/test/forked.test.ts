// Processes share an epoll set across fork(2), so a descriptor that one child registers would wake the others.

import * as posix from '@fdset/posix';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { HANG_MS } from '../../../vitest.base.mjs';
import { scopePerTest } from './support/scope.js';

const scope = scopePerTest();
const program = fileURLToPath(new URL('fixtures/forked-waits.mjs', import.meta.url));

const pair = (): [number, number] => {
  const [own, theirs] = posix.socketpair(posix.AF_UNIX, posix.SOCK_SEQPACKET);
  return [scope.own(own), scope.own(theirs)];
};

const readable = (fd: number): void => {
  if (posix.waitFd(fd, posix.POLLIN, HANG_MS) === 0) throw new Error('not a word');
};

const startServer = (way: string): number => {
  const [control, theirs] = pair();
  const flags = ['--single-threaded', '--v8-pool-size=0'];
  const child = spawn(process.execPath, [...flags, program, way], {
    stdio: ['ignore', 'inherit', 'inherit', theirs],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  scope.close(theirs);
  return control;
};

const fork = (
  control: number,
): { pid: number; ask: (words?: string) => string; tell: (words: string) => void } => {
  const [own, theirs] = pair();
  posix.requestFork(control, 1, theirs);
  scope.close(theirs);
  readable(control);
  const reply = posix.readForkReply(control);
  if (reply?.kind !== 'forked' || reply.result < 0) throw new Error(JSON.stringify(reply));
  const tell = (words: string): void => void posix.send(own, Buffer.from(words));
  const ask = (words = 'count'): string => {
    tell(words);
    readable(own);
    const room = Buffer.alloc(64);
    return room.toString('utf8', 0, posix.recv(own, room));
  };
  return { pid: reply.result, ask, tell };
};

it.each(['watch', 'select'])(
  'a forked child that waits by %s is not woken for what its siblings wait for',
  (way) => {
    const control = startServer(way);
    const [one, other] = [fork(control), fork(control)];
    expect([one.ask(), other.ask()]).toEqual(['0', '0']);
    // The stopped child does not read, so its socket stays readable.
    process.kill(one.pid, 'SIGSTOP');
    try {
      one.tell('count');
      expect(Array.from({ length: 3 }, () => other.ask())).toEqual(['0', '0', '0']);
    } finally {
      // The child goes on, and ends when its socket is closed.
      process.kill(one.pid, 'SIGCONT');
    }
  },
);

it('a forked child has a wake-up of its own', () => {
  const control = startServer('select');
  const [one, other] = [fork(control), fork(control)];
  expect(one.ask('wake-up')).toMatch(/^eventfd-id: *[0-9a-f]+$/);
  expect(one.ask('wake-up')).not.toBe(other.ask('wake-up'));
});
