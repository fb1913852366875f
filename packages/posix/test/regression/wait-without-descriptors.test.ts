import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { HANG_MS } from '../../../../vitest.base.mjs';

const fixture = fileURLToPath(
  new URL('../fixtures/waiting-without-descriptors.mjs', import.meta.url),
);

it('waits, and is interrupted, although no descriptor is left for the wait itself', () => {
  const child = spawnSync('sh', ['-c', 'ulimit -n 64; exec "$0" "$1"', process.execPath, fixture], {
    encoding: 'utf8',
    timeout: HANG_MS,
    killSignal: 'SIGKILL',
  });
  expect(child.stdout).toBe('EMFILE 0 true true\nEINTR\n');
});
