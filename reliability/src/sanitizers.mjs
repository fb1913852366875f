// Runs the whole test suites of the packages with an addon that is built with AddressSanitizer and
// UndefinedBehaviorSanitizer, and counts what the addon allocates and frees.
import { join } from 'node:path';
import { root } from '@fdset/tooling/workspace';

import { DRIVERS, program as asyncChaos } from './async-chaos.mjs';
import { packageFile } from './package-file.mjs';
import { countAllocations } from './sanitizers/allocations.mjs';
import { missedDefects } from './sanitizers/detection.mjs';
import { buildSanitized, flags, runSanitized } from './sanitizers/sanitized-run.mjs';

const packages = ['posix', 'selectors', 'socket', 'socketserver'];
const QUICK_PACKAGES = ['socket'];
const CHAOS_SEED = 20261130;
const CHAOS_OPERATIONS = 100_000;
const QUICK_CHAOS_OPERATIONS = 5000;

// A test is retried, because a slow build or another program may spoil its figures.
function runSuite(name, addon) {
  const cwd = packageFile(name);
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [vitest, 'run', '--retry=2'];
  return runSanitized(addon, args, { cwd });
}

const countOf = (output, word) =>
  Number(new RegExp(`^\\s*Tests .*?(\\d+) ${word}`, 'm').exec(output)?.[1] ?? 0);

/** Runs the tests of one package. Resolves with how many passed, and with every report of a sanitizer. */
async function checkSuite(name, addon) {
  const { code, output, reports } = await runSuite(name, addon);
  const result = {
    package: name,
    passed: countOf(output, 'passed'),
    failed: countOf(output, 'failed'),
    skipped: countOf(output, 'skipped'),
    reports: reports.length,
  };
  const details = reports.map((text) => text.split('\n').slice(0, 30).join('\n'));
  if (code !== 0) details.push(output.split('\n').slice(-60).join('\n'));
  if (result.passed === 0) details.push(`${name}: no test has passed`);
  return { result, details };
}

/** Runs the chaos of AsyncSockets over one driver. */
async function checkDriver(driver, operations, addon) {
  const args = ['--expose-gc', asyncChaos, CHAOS_SEED, operations, driver].map(String);
  const { code, output, reports } = await runSanitized(addon, args);
  const details = reports.map((text) => text.split('\n').slice(0, 30).join('\n'));
  if (code !== 0) details.push(output.split('\n').slice(-60).join('\n'));
  return { result: { driver, operations, reports: reports.length }, details };
}

async function checkDrivers(operations, addon, log) {
  const drivers = [];
  const failures = [];
  for (const driver of DRIVERS) {
    const { result, details } = await checkDriver(driver, operations, addon);
    drivers.push(result);
    failures.push(...details);
    log(`${driver}: ${result.operations} operations of AsyncSockets, ${result.reports} reports`);
  }
  return { drivers, failures };
}

/** Runs the suites under sanitizers, and counts the allocations. */
export async function sanitizers({ quick, log }) {
  const addon = buildSanitized();
  const suites = [];
  const failures = await missedDefects(addon);
  for (const name of quick ? QUICK_PACKAGES : packages) {
    const { result, details } = await checkSuite(name, addon);
    suites.push(result);
    failures.push(...details);
    log(`${name}: ${result.passed} passed, ${result.failed} failed, ${result.reports} reports`);
  }
  const operations = quick ? QUICK_CHAOS_OPERATIONS : CHAOS_OPERATIONS;
  const chaos = await checkDrivers(operations, addon, log);
  failures.push(...chaos.failures);
  const allocations = await countAllocations({ quick });
  log(`${allocations.made} allocations in ${allocations.seeds} seeds`);
  failures.push(...allocations.failures);
  for (const failure of failures) log(failure);
  return {
    passed: failures.length === 0,
    flags: flags.join(' '),
    suites,
    drivers: chaos.drivers,
    allocations,
    failures,
  };
}
