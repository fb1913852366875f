// The whole test suites of the packages over an addon built with AddressSanitizer and
// UndefinedBehaviorSanitizer, and a count of what the addon allocates and frees.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

import { countAllocations } from './sanitizers/allocations.mjs';
import { buildAddon, compilerLibrary } from './sanitizers/native-build.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const packages = ['posix', 'selectors', 'socket'];
const QUICK_PACKAGES = ['socket'];
const flags = [
  '-fsanitize=address,undefined',
  '-fno-sanitize-recover=undefined',
  '-fno-omit-frame-pointer',
  '-O1',
  '-g',
];

// V8 never frees what it holds for good: leaks are counted otherwise, see allocations.mjs.
const environment = (addon, logs) => ({
  ...process.env,
  FDSET_POSIX_ADDON: addon,
  LD_PRELOAD: compilerLibrary('libasan.so'),
  ASAN_OPTIONS: `detect_leaks=0:log_path=${join(logs, 'asan')}`,
  UBSAN_OPTIONS: `print_stacktrace=1:log_path=${join(logs, 'ubsan')}`,
  NO_COLOR: '1',
});

// A test whose figures a slow build or another program spoils is tried again.
async function runSuite(name, env) {
  const cwd = join(root, 'packages', name);
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', '--retry=2'], { cwd, env });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  const [code] = await once(child, 'close');
  return { code, output: stripVTControlCharacters(output) };
}

const countOf = (output, word) =>
  Number(new RegExp(`^\\s*Tests .*?(\\d+) ${word}`, 'm').exec(output)?.[1] ?? 0);

const isReport = /ERROR: \w+Sanitizer|runtime error:/;

function reportsIn(output, logs) {
  const texts = readdirSync(logs).map((file) => readFileSync(join(logs, file), 'utf8'));
  return [...texts, output].filter((text) => isReport.test(text));
}

/** One package's tests: how many passed, and every report of a sanitizer. */
async function checkSuite(name, addon) {
  const logs = mkdtempSync(join(tmpdir(), 'fdset-sanitizers-'));
  const { code, output } = await runSuite(name, environment(addon, logs));
  const reports = reportsIn(output, logs);
  rmSync(logs, { recursive: true });
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

/** The suites under sanitizers, and the allocations. */
export async function sanitizers({ quick, log }) {
  const addon = buildAddon('sanitized', flags);
  const suites = [];
  const failures = [];
  for (const name of quick ? QUICK_PACKAGES : packages) {
    const { result, details } = await checkSuite(name, addon);
    suites.push(result);
    failures.push(...details);
    log(`${name}: ${result.passed} passed, ${result.failed} failed, ${result.reports} reports`);
  }
  const allocations = await countAllocations({ quick });
  log(`${allocations.made} allocations in ${allocations.seeds} seeds`);
  failures.push(...allocations.failures);
  for (const failure of failures) log(failure);
  return { passed: failures.length === 0, flags: flags.join(' '), suites, allocations, failures };
}
