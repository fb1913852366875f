// The whole contract of servers for every class. `npm test` has it for each strategy with TCP and for each transport
// without a strategy, and of the other classes what their transport and their strategy have to do with each other.
import { runVitest } from './run-vitest.mjs';

const QUICK_FILES = ['test/sequential-servers.test.ts'];
const FILES = ['test/sequential-servers.test.ts', 'test/threading-servers.test.ts'].concat(
  ['test/thread-pool-servers.test.ts', 'test/forking-servers.test.ts'],
  ['test/process-pool-servers.test.ts'],
);

const failureOf = ({ fullName, failureMessages }) =>
  `${fullName}: ${failureMessages.join(' ').split('\n')[0]}`;

/** How many tests of each class have passed; the class is the first word of a test's name. */
function countByClass(tests) {
  const counts = new Map();
  for (const { ancestorTitles, status } of tests) {
    const name = ancestorTitles[0];
    counts.set(name, (counts.get(name) ?? 0) + (status === 'passed' ? 1 : 0));
  }
  return [...counts].map(([name, passed]) => ({ name, passed }));
}

/** Every class under the whole contract. */
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
