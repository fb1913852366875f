// Runs the whole contract of servers for every class. `npm test` runs it for each strategy with TCP and for each
// transport without a strategy. Of the other classes it runs only what depends on both transport and strategy.
import { runVitest } from './run-vitest.mjs';

const QUICK_FILES = ['test/sequential-servers.test.ts'];
const FILES = ['test/sequential-servers.test.ts', 'test/threading-servers.test.ts'].concat(
  ['test/thread-pool-servers.test.ts', 'test/forking-servers.test.ts'],
  ['test/process-pool-servers.test.ts'],
);

const failureOf = ({ fullName, failureMessages }) =>
  `${fullName}: ${failureMessages.join(' ').split('\n')[0]}`;

/** Counts the tests of each class that have passed. The outermost title of a test names its class. */
function countByClass(tests) {
  const counts = new Map();
  for (const { ancestorTitles, status } of tests) {
    const name = ancestorTitles[0];
    counts.set(name, (counts.get(name) ?? 0) + (status === 'passed' ? 1 : 0));
  }
  return [...counts].map(([name, passed]) => ({ name, passed }));
}

/** Runs the whole contract for every class. */
export async function serverContract({ quick, log }) {
  const report = await runVitest('socketserver', quick ? QUICK_FILES : FILES, {
    FDSET_WHOLE_CONTRACT: '1',
  });
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const failures = tests.filter(({ status }) => status === 'failed').map(failureOf);
  const classes = countByClass(tests);
  for (const { name, passed } of classes) log(`${name}: ${passed} passed`);
  for (const failure of failures) log(failure);
  return { passed: report.success && tests.length > 0, failures, classes };
}
