import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { HANG_MS } from '../../../../vitest.base.mjs';

const fixture = fileURLToPath(new URL('../fixtures/accepting-threads.mjs', import.meta.url));

/** The output of the threads, and the signal that ended them if they did not end by themselves. */
const run = (...options: string[]): { stdout: string; signal: NodeJS.Signals | null } => {
  const { stdout, signal } = spawnSync(process.execPath, [fixture, ...options], {
    encoding: 'utf8',
    timeout: HANG_MS,
    killSignal: 'SIGKILL',
  });
  return { stdout, signal };
};

it('K2: tryAccept on a blocking listener waits in no thread, and no other thread sees O_NONBLOCK', () => {
  expect(run()).toEqual({ stdout: 'wrong 0\n', signal: null });
});

it('K2: tryAccept never waits, although another thread changes the mode all the time', () => {
  expect(run('change')).toEqual({ stdout: 'all done\n', signal: null });
});
