// Runs in one process everything that CI checks of a commit: the tests, then every named check. Then it prints a table of
// all of them, and the sum.
import { runEntry } from '../../tooling/src/entry.mjs';
import { SetUpError } from '../../tooling/src/set-up-error.mjs';
import { closingLine } from '../run-tests/results.mjs';
import { setUp } from '../setup/set-up.mjs';
import { runSmokeChecks } from '../smoke/smoke-checks.mjs';
import { NamedChecks } from './named-checks.mjs';
import { runPackageChecks } from './package-checks.mjs';
import { runRepositoryChecks } from './repository-checks.mjs';
import { tableOf } from './result-table.mjs';
import { runTests } from './test-run.mjs';

const sections = {
  tests: async (checks, signal) => checks.add('tests', await runTests(signal)),
  repository: runRepositoryChecks,
  packages: runPackageChecks,
  smoke: runSmokeChecks,
};

const chosenSections = (names) => {
  const unknown = names.find((name) => !Object.hasOwn(sections, name));
  const known = Object.keys(sections);
  if (unknown !== undefined)
    throw new SetUpError(`no section "${unknown}": there are ${known.join(', ')}`);
  return names.length > 0 ? names : known;
};

/** Runs the named sections, or all of them. */
export const runCi = (names) =>
  runEntry(async ({ signal }) => {
    const checks = new NamedChecks(signal);
    const chosen = chosenSections(names);
    // The tests set the checkout up themselves, as for a user.
    if (!chosen.includes('tests')) await setUp(signal);
    for (const name of chosen) await checks.section(name, () => sections[name](checks, signal));
    const lines = [
      '',
      ...tableOf(checks.rows),
      '',
      ...checks.skippedLines,
      ...checks.notes,
      closingLine(checks),
    ];
    process.stdout.write(lines.map((line) => `${line}\n`).join(''));
    return checks.failed === 0 ? 0 : 1;
  });
