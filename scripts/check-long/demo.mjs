// The demo's tests in all their cases: every contract for every server, both signals in every state, the tour as a user
// takes it. `npm test` runs those that differ.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export async function demo({ quick, log }) {
  const cwd = fileURLToPath(new URL('../../apps/demo', import.meta.url));
  const env = { ...process.env, FDSET_EXHAUSTIVE: '1', CI: 'true' };
  const files = quick ? ['test/multiplexing.test.ts'] : [];
  const child = spawn('npx', ['vitest', 'run', ...files, '--reporter=json'], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  await once(child, 'close');
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(
    output.slice(output.indexOf('{')),
  );
  log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
  return {
    passed: child.exitCode === 0 && numPassedTests > 0,
    tests: numPassedTests,
    skipped: numPendingTests,
  };
}
