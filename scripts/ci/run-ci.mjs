// Runs in one process everything that CI checks of a commit: the tests, then every named check. Then it prints a table of
// all of them, and the sum.
import { runEntry } from '../../tooling/src/entry.mjs';
import { readArguments } from '../../tooling/src/read-arguments.mjs';
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
  tests: {
    description: 'every test of every package, as npm test',
    run: async (checks, signal) => checks.add('tests', await runTests(signal)),
  },
  repository: {
    description: 'the sources: lint, format, types, imports, generated documents, the site',
    run: runRepositoryChecks,
  },
  packages: {
    description: 'the published packages: manifests, publint, types as users resolve them',
    run: runPackageChecks,
  },
  smoke: {
    description: 'the packages, packed and installed elsewhere, on every supported Node',
    run: runSmokeChecks,
  },
};

const help = `Usage: pnpm check [section ...]

Sets the checkout up, runs what CI runs of a commit, and closes with \`N passed, N failed\`. Without a name it runs all sections.

${Object.entries(sections)
  .map(([name, { description }]) => `  ${name.padEnd(12)}${description}`)
  .join('\n')}

Options:
  --help      this text
`;

const options = { help: { type: 'boolean', default: false } };

const chosenSections = (names) => {
  const unknown = names.find((name) => !Object.hasOwn(sections, name));
  const known = Object.keys(sections);
  if (unknown !== undefined)
    throw new SetUpError(`no section "${unknown}": there are ${known.join(', ')}`);
  return names.length > 0 ? names : known;
};

const runSections = async (chosen, signal) => {
  const checks = new NamedChecks(signal);
  // The tests set the checkout up themselves, as for a user.
  if (!chosen.includes('tests')) await setUp(signal);
  for (const name of chosen) await checks.section(name, () => sections[name].run(checks, signal));
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
};

/** Runs the named sections, or all of them. */
export const runCi = (args) =>
  runEntry(({ signal }) => {
    const { values, positionals } = readArguments(args, options, help);
    if (!values.help) return runSections(chosenSections(positionals), signal);
    process.stdout.write(help);
    return 0;
  });
