import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { HANG_MS } from '../../../../vitest.base.mjs';

const fixture = fileURLToPath(new URL('../fixtures/signals-while-looking.mjs', import.meta.url));

it('a signal that nobody listens for does not end a look that would not have waited', () => {
  const child = spawnSync(process.execPath, [fixture], {
    encoding: 'utf8',
    timeout: HANG_MS,
    killSignal: 'SIGKILL',
  });
  const quiet = ['waitFd', 'waitPoll', 'waitSelect'].map((name) => `${name} nothing ready\n`);
  expect(child.stdout).toBe(quiet.join(''));
});
