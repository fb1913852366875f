// Ends processes whose workers are blocked, and measures the time from their decision to end until they are gone.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { packageFile } from './package-file.mjs';

const fixture = packageFile('posix', 'test/fixtures/ending-process.mjs');
const HUNG_AFTER_MS = 20_000;

/** Ends one process; `how` is 'exit' or 'throw'. Resolves with null if it hung and had to be killed. */
export async function endProcess(how, workers) {
  const child = spawn(process.execPath, [fixture, how, 'blocked', String(workers)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  const start = performance.now();
  const timer = setTimeout(() => child.kill('SIGKILL'), HUNG_AFTER_MS);
  const [code] = await once(child, 'exit');
  clearTimeout(timer);
  return code === null ? null : performance.now() - start;
}
