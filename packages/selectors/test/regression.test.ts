// Defects that were found by letting system calls fail. A real program can cause each of them.

import { F_GETFD, close, fcntl } from '@fdset/posix';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

import { EpollSelector } from '../src/index.js';
import { HANG_MS } from '../../../vitest.base.mjs';
import { needs } from '../../../scripts/test/needs.mjs';

const fixture = fileURLToPath(
  new URL('./fixtures/rebuild-without-descriptors.mjs', import.meta.url),
);
const refused = fileURLToPath(new URL('./fixtures/rebuild-refused.mjs', import.meta.url));

it('reports a one-shot event although no descriptor is left to be rid of a stale entry', () => {
  const child = spawnSync('sh', ['-c', 'ulimit -n 64; exec "$0" "$1"', process.execPath, fixture], {
    encoding: 'utf8',
    timeout: HANG_MS,
    killSignal: 'SIGKILL',
  });
  expect(child.stderr).toBe('');
  expect(child.stdout).toBe("EMFILE\n[ 'shot' ]\nEMFILE\n[ 'again' ]\n[]\n1\n");
});

it('tells of a stale entry that stays for another reason than a shortage', needs('prlimit'), () => {
  const child = spawnSync(process.execPath, [refused], { encoding: 'utf8', timeout: HANG_MS });
  expect([child.stderr, child.stdout]).toEqual(['', 'EBADF dup2\n']);
});

it('closes its epoll descriptor although its wake-up was closed by somebody else', () => {
  const selector = new EpollSelector();
  const fd = selector.fileno();
  close(selector.waker().handle.fd);
  expect(() => selector.close()).toThrow('close EBADF');
  expect(() => fcntl(fd, F_GETFD)).toThrow('fcntl EBADF');
  expect(() => selector.close()).not.toThrow();
});
