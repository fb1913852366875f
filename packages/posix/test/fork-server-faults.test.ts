// How a fork server and its children react when a system call fails.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { askForChild, fork, hear, nextReply, startForkServer } from './helpers/fork-server.js';
import { tempPath } from './helpers/temp-path.js';
import { needsThat } from '../../../scripts/test/needs.mjs';

const ECHILD = 10;
const injecting = ['-qq', '-o', '/dev/null', '-e'];
const trial = [...injecting, 'inject=none:error=EPERM', 'true'];
const canInject = spawnSync('strace', trial, { stdio: 'ignore' }).status === 0;

describe.skipIf(process.platform !== 'linux')('a fork server', () => {
  it('says again what the kernel had no room for', needsThat(canInject, 'needs strace'), () => {
    const tracing = [...injecting, 'inject=sendto:error=ENOBUFS:when=1'].join(' ');
    const server = startForkServer(`exec strace -D ${tracing} "$0" "$@";`);
    expect(fork(server, 1).pid).toBeGreaterThan(0);
  });

  it(
    'that dies before it has told of a child leaves none behind',
    needsThat(canInject, 'needs strace'),
    async () => {
      const tracing = [...injecting, 'inject=sendto:error=EIO:signal=KILL:when=1'].join(' ');
      const server = startForkServer(`exec strace -D ${tracing} "$0" "$@";`);
      const channel = askForChild(server, 1);
      expect(await server.ended).toEqual([null, 'SIGKILL']);
      // A child that lived would have sent its process id.
      expect(hear(channel)).toBe('');
      expect(nextReply(server)).toEqual({ kind: 'gone' });
    },
  );

  it(
    'says of a child whose end the kernel does not tell that it is lost, and goes on',
    needsThat(canInject, 'needs strace'),
    () => {
      const tracing = [...injecting, 'inject=wait4:error=ECHILD:when=1'].join(' ');
      const server = startForkServer(`exec strace -D ${tracing} "$0" "$@";`);
      const { pid } = fork(server, 1);
      process.kill(pid, 'SIGKILL');
      const failure = { syscall: 'waitpid', result: -ECHILD };
      expect(nextReply(server)).toEqual({ kind: 'lost', pid, ...failure });
      const next = fork(server, 2);
      process.kill(next.pid, 'SIGKILL');
      expect(nextReply(server)).toMatchObject({ kind: 'exited', pid: next.pid });
    },
  );

  it(
    'says which call failed when a child cannot begin',
    needsThat(canInject, 'needs strace'),
    () => {
      const words = tempPath('stdout');
      const tracing = [...injecting, 'inject=dup3:error=EBUSY'].join(' ');
      const server = startForkServer(`exec strace -f -D ${tracing} "$0" "$@" >'${words}';`);
      askForChild(server, 1);
      expect(nextReply(server)).toMatchObject({ kind: 'forked', token: 1 });
      expect(nextReply(server)).toMatchObject({ kind: 'exited', status: 3 });
      expect(JSON.parse(readFileSync(words, 'utf8'))).toMatchObject({
        code: 'EBUSY',
        syscall: 'dup2',
      });
    },
  );
});
