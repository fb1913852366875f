// Runs the package's own test of idle servers for 10 s.
import { runVitest } from './run-vitest.mjs';

const IDLE_MS = 10_000;
const QUICK_MS = 2000;

/** Checks that no thread of an idle server wakes up, with any strategy. */
export async function idleServers({ quick, log }) {
  const idleMs = quick ? QUICK_MS : IDLE_MS;
  const report = await runVitest('socketserver', ['test/server/idle.test.ts'], {
    FDSET_IDLE_MS: String(idleMs),
  });
  const { numPassedTests, numFailedTests, numPendingTests } = report;
  log(
    `${idleMs} ms: ${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`,
  );
  return { passed: numPassedTests > 0 && numFailedTests === 0, idleMs, skipped: numPendingTests };
}
