// Looks for 10 s at servers that have nothing to do: the package's own test, for longer.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const IDLE_MS = 10_000;
const QUICK_MS = 2000;

/** No system call of an idle server, of any strategy. */
export async function idleServers({ quick, log }) {
  const idleMs = quick ? QUICK_MS : IDLE_MS;
  const cwd = fileURLToPath(new URL('../../packages/socketserver', import.meta.url));
  const env = { ...process.env, FDSET_IDLE_MS: String(idleMs), CI: 'true' };
  const child = spawn('npx', ['vitest', 'run', 'test/idle.test.ts', '--reporter=json'], {
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
  log(
    `${idleMs} ms: ${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`,
  );
  return { passed: numPassedTests > 0 && numFailedTests === 0, idleMs, skipped: numPendingTests };
}
