// Runs in one process everything that CI checks of a commit: the tests, then every named check. Then it prints the sum.
import { runEntry } from '../../tooling/src/entry.mjs';
import { closingLine } from '../run-tests/results.mjs';
import { runSmokeChecks } from '../smoke/smoke-checks.mjs';
import { NamedChecks } from './named-checks.mjs';
import { runPackageChecks } from './package-checks.mjs';
import { runRepositoryChecks } from './repository-checks.mjs';
import { runTests } from './test-run.mjs';

const sections = {
  tests: async (checks, signal) => checks.add(await runTests(signal)),
  repository: runRepositoryChecks,
  packages: runPackageChecks,
  smoke: runSmokeChecks,
};

/** Runs the named sections, or all of them. */
export const runCi = (names) =>
  runEntry(async ({ signal }) => {
    const checks = new NamedChecks(signal);
    const chosen = names.length > 0 ? names : Object.keys(sections);
    for (const name of chosen) await checks.section(name, () => sections[name](checks, signal));
    const lines = ['', ...checks.skippedLines, closingLine(checks)];
    process.stdout.write(lines.map((line) => `${line}\n`).join(''));
    return checks.failed === 0 ? 0 : 1;
  });
