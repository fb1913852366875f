// `pnpm check:long [name ...]` runs the checks that take too long for every run of the tests. Each writes its result to
// docs/reliability/results/<name>.json, from which `pnpm docs:generate` makes the pages.
import { parseArgs } from 'node:util';

import { checks } from './checks.mjs';
import { writeResult } from './result-file.mjs';

const help = `Usage: pnpm check:long [name ...] [options]

Runs the named checks, or all, and writes docs/reliability/results/<name>.json.

${Object.entries(checks)
  .map(([name, { description }]) => `  ${name.padEnd(18)}${description}`)
  .join('\n')}

Options:
  --quick     a small part of each check, to try it; writes no result
  --seed N    the seed of chaos, async-chaos, async-faults and closing (default: chosen and printed)
  --help      this text

Exit code: 0 when all have passed, 1 when one has failed, 2 for a wrong argument.
`;

function wrongUse(message) {
  process.stderr.write(`${message}\n\n${help}`);
  process.exit(2);
}

function readArguments() {
  const options = {
    quick: { type: 'boolean', default: false },
    seed: { type: 'string' },
    help: { type: 'boolean', default: false },
  };
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    return { ...values, names: positionals };
  } catch (error) {
    return wrongUse(error.message);
  }
}

const commandOf = (name, { quick, seed }) =>
  ['pnpm check:long', name, quick ? '--quick' : '', seed === undefined ? '' : `--seed ${seed}`]
    .filter(Boolean)
    .join(' ');

async function runCheck(name, settings) {
  const startedAt = performance.now();
  const log = (line) => process.stdout.write(`  ${line}\n`);
  process.stdout.write(`== ${name}\n`);
  const result = await checks[name].run({ ...settings, log });
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  if (!settings.quick) await writeResult(name, commandOf(name, settings), { seconds, ...result });
  process.stdout.write(`${result.passed ? 'ok' : 'FAILED'} ${name} (${seconds} s)\n`);
  return result.passed;
}

const { names, help: helpWanted, ...settings } = readArguments();
if (helpWanted) {
  process.stdout.write(help);
  process.exit(0);
}
const unknown = names.find((name) => !Object.hasOwn(checks, name));
if (unknown !== undefined) wrongUse(`There is no check called ${unknown}.`);
if (settings.seed !== undefined && !/^\d+$/.test(settings.seed))
  wrongUse(`--seed takes a whole number, not ${settings.seed}.`);

let failed = 0;
for (const name of names.length > 0 ? names : Object.keys(checks))
  if (!(await runCheck(name, settings))) failed += 1;
process.exitCode = failed === 0 ? 0 : 1;
