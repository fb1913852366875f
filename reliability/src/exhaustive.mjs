// Runs all cases of tests of which `npm test` runs only those that differ: every contract for every server of the demo,
// both signals in every state, the tour as a user takes it, every peer of the benchmarks, every end of every selector,
// and every end of a child of either kind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { localBin, root } from '@fdset/tooling/workspace';

const folders = ['packages/selectors', 'packages/socketserver', 'apps/demo', 'benchmarks'];

const testIn = async (folder) => {
  const child = spawn(localBin('vitest'), ['run', '--reporter=json'], {
    cwd: join(root, folder),
    env: { ...process.env, FDSET_EXHAUSTIVE: '1', CI: 'true' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  await once(child, 'close');
  // The output of the tests themselves may precede the JSON.
  const result = JSON.parse(output.slice(output.indexOf('{"numTotal')));
  const { numPassedTests: tests, numFailedTests: failed, numPendingTests: skipped } = result;
  return { folder, tests, failed, skipped, passed: child.exitCode === 0 && tests > 0 };
};

export async function exhaustive({ quick, log }) {
  const results = [];
  for (const folder of quick ? folders.slice(-1) : folders) {
    const result = await testIn(folder);
    log(`${folder}: ${result.tests} passed, ${result.failed} failed, ${result.skipped} skipped`);
    results.push(result);
  }
  return { passed: results.every(({ passed }) => passed), results };
}
