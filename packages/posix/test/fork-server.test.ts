import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import * as posix from '@fdset/posix';
import { describe, expect, it } from 'vitest';
import {
  askForChild,
  closeNow,
  fork,
  hear,
  nextReply,
  startForkServer,
  tell,
} from './helpers/fork-server.js';
import type { AskedServer } from './helpers/fork-server.js';
import { canMakeRing } from './helpers/can-make-ring.js';
import { tempPath } from './helpers/temp-path.js';
import { thrownBy } from './helpers/thrown-by.js';
import { HANG_MS } from '../../../vitest.base.mjs';
import { needsThat } from '../../../scripts/test/needs.mjs';
import { openedFromNow } from '../../../scripts/test/opened-from-now.mjs';

const SIGKILL = 9;
const SIGTERM = 15;
const NO_SIGNAL = 100;
const EINVAL = 22;
const EMFILE = 24;

const descriptorsOf = ({ process }: AskedServer): number =>
  readdirSync(`/proc/${process.pid}/fd`).length;

/** Has a fork server fork. Only when the child has ended, the pipe of its start is closed for certain. */
const forkAndReap = (server: AskedServer): void => {
  const { pid, channel } = fork(server, 0);
  closeNow(channel);
  expect(nextReply(server)).toEqual({ kind: 'exited', pid, status: 0 });
};

const fieldsOf = (pid: number): string[] =>
  readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];

describe.skipIf(process.platform !== 'linux')('a fork server', () => {
  it('forks a child for a token: its own child, in a session of its own, with the descriptor', () => {
    const server = startForkServer();
    const { pid } = fork(server, 77);
    const [, parent, , session] = fieldsOf(pid);
    expect(Number(parent)).toBe(server.process.pid);
    expect(Number(session)).toBe(pid);
  });

  it('is not taken to have gone, or to have said anything, for bytes that are no reply', () => {
    const [own, theirs] = posix.socketpair(posix.AF_UNIX, posix.SOCK_SEQPACKET);
    const odd = [Buffer.from('words'), Buffer.alloc(12, 7), Buffer.alloc(4096, 1)];
    for (const bytes of odd) posix.send(theirs, bytes, 0, bytes.length);
    expect(posix.readForkReply(own)).toBeNull();
    posix.close(theirs);
    expect(posix.readForkReply(own)).toEqual({ kind: 'gone' });
    posix.close(own);
  });

  it(
    'leaves its ring alone in the children, which can have their own',
    needsThat(canMakeRing(), 'needs io_uring'),
    () => {
      const server = startForkServer('export FDSET_TEST_RING=1;');
      for (const token of [1, 2]) {
        const { channel } = fork(server, token);
        tell(channel, 'ring');
        expect(hear(channel)).toBe('true 1 5');
      }
    },
  );

  it.each([0, 7, 255])('tells of exit code %i', (status) => {
    const server = startForkServer();
    const { pid, channel } = fork(server, 1);
    tell(channel, `exit ${status}`);
    expect(nextReply(server)).toEqual({ kind: 'exited', pid, status });
  });

  it('tells of a signal', () => {
    const server = startForkServer();
    const { pid } = fork(server, 1);
    process.kill(pid, SIGKILL);
    expect(nextReply(server)).toEqual({ kind: 'exited', pid, status: -SIGKILL });
    expect(existsSync(`/proc/${pid}`)).toBe(false);
  });

  it('forks children that end as Node does, of whatever they end', () => {
    const server = startForkServer('exec 2>/dev/null;');
    const ends = [
      ['nothing', 0, 'exit 0'],
      ['exit', 5, 'exit 5'],
      ['throw', 1, 'exit 1'],
      ['reject', 1, 'exit 1'],
      ['bear', 6, 'exit 6'],
      ['throwAgain', 7, ''],
    ] as const;
    for (const [way, status, said] of ends) {
      const { pid, channel } = fork(server, 1);
      tell(channel, `end ${way}`);
      expect([way, hear(channel)]).toEqual([way, said]);
      expect([way, nextReply(server)]).toEqual([way, { kind: 'exited', pid, status }]);
    }
  });

  it('prints the error that nobody caught in a child', () => {
    const words = tempPath('stderr');
    const server = startForkServer(`exec 2>'${words}';`);
    const { channel } = fork(server, 1);
    tell(channel, 'end throw');
    expect(nextReply(server)).toMatchObject({ kind: 'exited', status: 1 });
    expect(readFileSync(words, 'utf8')).toMatch(/^Uncaught Error: of a child\n {4}at /);
  });

  it('sends a signal to its child, and none to a process that is not one', () => {
    const server = startForkServer();
    const { pid } = fork(server, 1);
    expect(posix.requestKill(server.control, process.pid, SIGKILL)).toBe(true);
    expect(posix.requestKill(server.control, pid, SIGTERM)).toBe(true);
    expect(nextReply(server)).toEqual({ kind: 'exited', pid, status: -SIGTERM });
  });

  it('forks children that can collect garbage', () => {
    const server = startForkServer();
    const { channel } = fork(server, 1);
    tell(channel, 'garbage');
    expect(hear(channel)).toBe('collected 2');
  });

  it('ends when the other end is closed, and its children go on', async () => {
    const server = startForkServer();
    const { pid, channel } = fork(server, 1);
    closeNow(server.control);
    expect(await server.ended).toEqual([0, null]);
    tell(channel, 'garbage');
    expect(hear(channel)).toBe('collected 2');
    const end = posix.pidfdOpen(pid);
    closeNow(channel);
    expect(posix.waitFd(end, posix.POLLIN, HANG_MS)).toBe(posix.POLLIN);
    posix.close(end);
  });

  it('that is killed is gone, and cannot be asked', async () => {
    const server = startForkServer();
    fork(server, 1);
    server.process.kill('SIGKILL');
    await server.ended;
    expect(nextReply(server)).toEqual({ kind: 'gone' });
    expect(thrownBy(() => posix.requestKill(server.control, 1, 0)).code).toBe('EPIPE');
  });

  it('forks many at once, each with its own descriptor, and keeps none of theirs', () => {
    const server = startForkServer();
    forkAndReap(server);
    const [opened, ofServer] = [openedFromNow(), descriptorsOf(server)];
    const channels = Array.from({ length: 60 }, (_, token) => askForChild(server, token + 1));
    const pids = channels.map((_, index) => {
      const reply = nextReply(server);
      expect(reply).toMatchObject({ kind: 'forked', token: index + 1 });
      return reply.kind === 'forked' ? reply.result : 0;
    });
    expect(channels.map((channel) => Number(hear(channel)))).toEqual(pids);
    for (const channel of channels) closeNow(channel);
    const ended = channels.map(() => nextReply(server));
    expect(new Set(ended.map((reply) => (reply.kind === 'exited' ? reply.pid : 0)))).toEqual(
      new Set(pids),
    );
    expect([opened(), descriptorsOf(server)]).toEqual([[], ofServer]);
  });

  it('says so when it has no descriptor left for a child, and goes on', () => {
    const server = startForkServer('ulimit -n 48;');
    forkAndReap(server);
    const room = 48 - descriptorsOf(server);
    const channels = Array.from({ length: room + 3 }, (_, token) => askForChild(server, token + 1));
    const results = channels.map(() => {
      const reply = nextReply(server);
      return reply.kind === 'forked' ? reply.result : reply;
    });
    expect(results.filter((result) => result === -EMFILE).length).toBeGreaterThanOrEqual(3);
    expect(results.every((result) => result === -EMFILE || Number(result) > 0)).toBe(true);
    for (const channel of channels) closeNow(channel);
    for (const result of results) if (Number(result) > 0) nextReply(server);
    fork(server, 1000);
  });

  it('answers a request whose descriptor was dropped for want of a number', () => {
    const server = startForkServer();
    fork(server, 0);
    const limit = (files: string): void =>
      void execFileSync('prlimit', [`--nofile=${files}`, '--pid', String(server.process.pid)]);
    limit('3:');
    askForChild(server, 1);
    expect(nextReply(server)).toEqual({
      kind: 'forked',
      token: 1,
      result: -EMFILE,
      syscall: 'recvmsg',
    });
    limit('100:');
    fork(server, 2);
  });

  it('says why a child did not get its signal', () => {
    const server = startForkServer();
    const { pid } = fork(server, 1);
    posix.requestKill(server.control, pid, NO_SIGNAL);
    const syscall = 'pidfd_send_signal';
    expect(nextReply(server)).toEqual({ kind: 'unkilled', pid, result: -EINVAL, syscall });
    posix.requestKill(server.control, pid, SIGKILL);
    expect(nextReply(server)).toEqual({ kind: 'exited', pid, status: -SIGKILL });
  });

  it('says why it can no longer wait, and ends', async () => {
    const server = startForkServer('exec 2>/dev/null;');
    const { pid } = fork(server, 1);
    execFileSync('prlimit', ['--nofile=1:', '--pid', String(server.process.pid)]);
    posix.requestKill(server.control, pid, 0);
    const failure = { syscall: 'poll', result: -EINVAL };
    expect(nextReply(server)).toEqual({ kind: 'refused', ...failure });
    expect(await server.ended).toEqual([1, null]);
  });

  it('ends with a word on stderr when its socket is none', async () => {
    const words = tempPath('stderr');
    const server = startForkServer(`exec 3</dev/null 2>'${words}';`);
    expect(await server.ended).toEqual([1, null]);
    expect(readFileSync(words, 'utf8')).toBe(
      'fdset: the fork server ends: recvmsg: Socket operation on non-socket\n',
    );
  });

  it('is refused what is no message of its own, and takes no harm', () => {
    const server = startForkServer();
    fork(server, 1);
    posix.send(server.control, Buffer.from('x'));
    posix.send(server.control, Buffer.alloc(200, 1));
    expect(fork(server, 2).pid).toBeGreaterThan(0);
  });
});
