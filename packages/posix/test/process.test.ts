import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as posix from '@fdset/posix';
import { describe, expect, it } from 'vitest';
import { thrownBy } from './helpers/thrown-by.js';
import { HANG_MS } from '../../../vitest.base.mjs';
import { openedFromNow } from '../../../scripts/test/opened-from-now.mjs';

const isLinux = process.platform === 'linux';
const SIGTERM = 15;
const loopEnd = fileURLToPath(new URL('fixtures/loop-end.mjs', import.meta.url));

/** Runs a line of code, which can use `posix`, in a new process. */
const runLine = (line: string) => {
  const text = `import * as posix from ${JSON.stringify(import.meta.resolve('@fdset/posix'))};\n${line}`;
  const args = ['--input-type=module', '-e', text];
  return spawnSync(process.execPath, args, { encoding: 'utf8', timeout: HANG_MS });
};

/** A process that runs until it is told to end. */
const startSleeper = async () => {
  const child = spawn(process.execPath, ['-e', 'console.log("up"); setInterval(() => {}, 1000)'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return { child, pid: child.pid ?? 0, ended: once(child, 'close') };
};

describe('this process', () => {
  it('is known by the id that the kernel has for it', () => {
    expect(posix.getpid()).toBe(process.pid);
    const { stdout } = runLine('console.log(posix.getpid() === process.pid)');
    expect(stdout).toBe('true\n');
  });

  it('ends by _exit at once: with its status, no exit event and no finally', () => {
    const { status, stdout } = runLine(`
      process.on('exit', () => console.log('exit event'));
      try { posix._exit(7); } finally { console.log('finally'); }`);
    expect([status, stdout]).toEqual([7, '']);
  });

  it('does not end by a status that is none', () => {
    expect(thrownBy(() => posix._exit('x' as never)).code).toBe('ERR_FDSET_INVALID_ARG_TYPE');
  });
});

describe.skipIf(!isLinux)('the descriptor of a process', () => {
  it('is readable once the process has ended, and not before', async () => {
    const { child, pid, ended } = await startSleeper();
    posix.sleep(1); // The first wait of a thread opens a descriptor for good.
    const opened = openedFromNow();
    const fd = posix.pidfdOpen(pid);
    expect(posix.waitFd(fd, posix.POLLIN, 0)).toBe(0);
    child.kill('SIGKILL');
    expect(posix.waitFd(fd, posix.POLLIN, HANG_MS)).toBe(posix.POLLIN);
    posix.close(fd);
    expect(opened()).toEqual([]);
    await ended;
  });

  it('takes a signal for it, until it has ended', async () => {
    const { pid, ended } = await startSleeper();
    const fd = posix.pidfdOpen(pid);
    posix.pidfdSendSignal(fd, 0);
    posix.pidfdSendSignal(fd, SIGTERM);
    expect(await ended).toEqual([null, 'SIGTERM']);
    expect(thrownBy(() => posix.pidfdSendSignal(fd, SIGTERM))).toMatchObject({
      code: 'ESRCH',
      syscall: 'pidfd_send_signal',
    });
    posix.close(fd);
    expect(thrownBy(() => posix.pidfdOpen(pid))).toMatchObject({
      code: 'ESRCH',
      syscall: 'pidfd_open',
    });
  });

  it('is refused for what is no process, and a signal for what is no such descriptor', () => {
    const opened = openedFromNow();
    expect(thrownBy(() => posix.pidfdOpen(-1)).code).toBe('EINVAL');
    expect(thrownBy(() => posix.pidfdSendSignal(999_999, 0)).code).toBe('EBADF');
    expect(thrownBy(() => posix.pidfdSendSignal(0, 0)).code).toBe('EBADF');
    const fd = posix.pidfdOpen(process.pid);
    expect(thrownBy(() => posix.pidfdSendSignal(fd, 10_000)).code).toBe('EINVAL');
    posix.close(fd);
    expect(opened()).toEqual([]);
  });
});

describe('a deferred signal', () => {
  it('ends the process when its parent sends it, and not when another process does', async () => {
    const line = `
      import { deferSignal } from ${JSON.stringify(import.meta.resolve('@fdset/posix'))};
      deferSignal(15, 0);
      setInterval(() => {}, 1000);
      process.stdin.on('data', (data) => process.stdout.write(data));
      process.stdout.write('up');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', line], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    await once(child.stdout, 'data');
    spawnSync('kill', [String(child.pid)]);
    child.stdin.write('still there');
    expect(String(await once(child.stdout, 'data'))).toBe('still there');
    child.kill('SIGTERM');
    expect(await ended).toEqual([null, 'SIGTERM']);
  });

  it('may be any that can be handled', () => {
    expect(thrownBy(() => posix.deferSignal(9, 0))).toMatchObject({
      code: 'EINVAL',
      syscall: 'sigaction',
    });
  });
});

describe('what keeps the event loop going', () => {
  it('is counted: work of helper threads, which Node does not name, and handles', () => {
    const { stdout } = runLine(`
      import { pbkdf2 } from 'node:crypto';
      import { createServer } from 'node:net';
      const say = () => console.log(posix.countLoopRequests() - requests, posix.countLoopHandles() - handles);
      const [requests, handles] = [posix.countLoopRequests(), posix.countLoopHandles()];
      setTimeout(() => {}, 1);
      say();
      const server = createServer().listen(0);
      say();
      pbkdf2('', '', 1, 1, 'sha1', () => { server.unref(); say(); });
      say();`);
    expect(stdout).toBe('0 0\n0 1\n1 1\n0 0\n');
  });
});

describe('watchLoopEnd', () => {
  const run = (name: string) =>
    spawnSync(process.execPath, [loopEnd, name], { encoding: 'utf8', timeout: HANG_MS });

  it('calls when nothing is left, again after what the call began, and only it ends the process', () => {
    const { stdout, status } = run('order');
    expect(stdout.trim().split('\n')).toEqual(['work', '1', 'work of the call', '1', '2', '3']);
    expect(status).toBe(4);
  });

  it('what the callback throws is an uncaught exception', () => {
    const { stdout, status } = run('throws');
    expect([stdout, status]).toEqual(['thrown by the callback\n', 5]);
  });

  it('does not keep a worker from being terminated', () => {
    const { stdout, status, stderr } = run('a terminated worker');
    expect([stdout, status, stderr]).toEqual(['1\n', 0, '']);
  });

  it('lets a worker end itself', () => {
    const { stdout, status, stderr } = run('a worker that ends itself');
    expect([stdout, status, stderr]).toEqual(['6\n', 0, '']);
  });

  it('takes nothing but a function', () => {
    expect(thrownBy(() => posix.watchLoopEnd(5 as never)).code).toBe('ERR_FDSET_INVALID_ARG_TYPE');
  });
});
