import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import * as posix from '@fdset/posix';
import { expect, it, onTestFinished } from 'vitest';
import { needsThat } from '../../../../../scripts/test/needs.mjs';
import { canUseRing } from '../../support/can-use-ring.js';

const script = fileURLToPath(new URL('../../fixtures/forked-uring.mjs', import.meta.url));
const flags = ['--single-threaded', '--v8-pool-size=0'];

it(
  'a forked child has a ring of its own: receives go on there, and sends are told to be lost',
  needsThat(canUseRing(), 'needs io_uring'),
  async () => {
    const [control, theirs] = posix.socketpair(posix.AF_UNIX, posix.SOCK_SEQPACKET);
    const [own, channel] = posix.socketpair(posix.AF_UNIX, posix.SOCK_SEQPACKET);
    const server = spawn(process.execPath, [...flags, script], {
      stdio: ['ignore', 'pipe', 'inherit', theirs],
    });
    onTestFinished(() => {
      server.kill('SIGKILL');
      for (const fd of [control, theirs, own, channel]) posix.close(fd);
    });
    posix.requestFork(control, 1, channel);
    const [said] = (await once(server.stdout as Readable, 'data')) as [Buffer];
    expect(String(said)).toBe('for the child, ECANCELED, fresh\n');
  },
);
