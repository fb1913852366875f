// Lets the system calls and the ring's operations of AsyncSockets fail at random, while connections echo over each driver. Each fault is
// retried, or rejects the operation that made the call; the bytes go on as if nothing had happened, nothing hangs, nothing stays open.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { faults, wrapped, writeFaultList } from './async-faults/faults.mjs';
import { SHARED_BYTES } from './async-faults/shared-faults.mjs';
import { chooseSeed } from './choose-seed.mjs';
import { packageFile } from './package-file.mjs';
import { buildAddon } from './sanitizers/native-build.mjs';

const program = fileURLToPath(new URL('async-faults/main.mjs', import.meta.url));
const source = fileURLToPath(new URL('async-faults/inject-faults.c', import.meta.url));
const DRIVERS = ['selector', 'watch', 'uring'];
const ROUNDS = 200;
const QUICK_ROUNDS = 10;

/** Builds the addon whose calls fail. */
function buildFaulty(folder) {
  const list = join(folder, 'fault-list.h');
  writeFaultList(list);
  const flags = ['-O1', '-g', `-I${dirname(list)}`, `-I${packageFile('posix', 'native')}`];
  const wraps = wrapped.map((name) => `-Wl,--wrap=${name}`);
  return buildAddon('faulty', [...flags, ...wraps], [source]);
}

/** Runs one process. Resolves with its output and the failure of the process, or null. */
async function run(addon, folder, args) {
  const path = join(folder, args.at(-1));
  writeFileSync(path, Buffer.alloc(SHARED_BYTES));
  const child = spawn(process.execPath, [program, ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, FDSET_POSIX_ADDON: addon, FDSET_FAULTS: path },
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (errors += data));
  const [code, signal] = await once(child, 'close');
  return code === 0
    ? { ...JSON.parse(output), problem: null }
    : { problem: `the process ended with ${signal ?? code}: ${errors}` };
}

const explains = (fault, name) =>
  name.endsWith(`: ${fault.syscall} ${fault.code}`) ||
  (fault.syscall === '' && name.endsWith(` ${fault.code}`));

const sumOf = (numbers) => numbers.reduce((sum, number) => sum + number, 0);

/** How often operations rejected with an error that the fault explains. */
const rejectionsFor = (fault, rejections) =>
  fault.becomes === 'retried'
    ? 0
    : sumOf(Object.entries(rejections).map(([name, count]) => (explains(fault, name) ? count : 0)));

const rowsOf = ({ counts, rejections }) =>
  faults
    .map((fault, index) => {
      const { call, errno, becomes } = fault;
      return {
        call,
        errno,
        becomes,
        injected: counts[index],
        rejections: rejectionsFor(fault, rejections),
      };
    })
    .filter(({ injected }) => injected > 0);

// Each fault that rejects must have rejected one operation. Others may have the same error.
function miscounted({ counts, rejections }) {
  const injectedOf = (name, kind) =>
    sumOf(
      faults.map((fault, index) =>
        fault.becomes === kind && explains(fault, name) ? counts[index] : 0,
      ),
    );
  const names = faults
    .filter(({ becomes }) => becomes === 'rejects')
    .map(({ syscall, code }) => `: ${syscall} ${code}`);
  return [...new Set(names)].flatMap((name) => {
    const least = injectedOf(name, 'rejects');
    const most = injectedOf(name, 'may') > 0 ? Infinity : least;
    const rejected = sumOf(
      Object.entries(rejections).map(([what, count]) => (what.endsWith(name) ? count : 0)),
    );
    const isRight = rejected >= least && rejected <= most;
    return isRight ? [] : [`${least} times${name}, but ${rejected} rejections`];
  });
}

function problemsOf(driver, result, rows) {
  if (result.problem !== null) return [`${driver}: ${result.problem}`];
  const problems = [...miscounted(result), ...result.left.map((file) => `${file} is open`)];
  if (rows.length === 0) problems.push('nothing was injected');
  return problems.map((problem) => `${driver}: ${problem}`);
}

/** Injects faults over each driver. */
export async function asyncFaults({ quick, log, seed: wanted }) {
  const seed = chooseSeed(wanted);
  log(`seed ${seed}`);
  const folder = mkdtempSync(join(tmpdir(), 'fdset-faults-'));
  const addon = buildFaulty(folder);
  const drivers = [];
  for (const driver of DRIVERS) {
    const result = await run(addon, folder, [seed, quick ? QUICK_ROUNDS : ROUNDS, driver]);
    const rows = result.problem === null ? rowsOf(result) : [];
    const { messages = 0, bytes = 0, rejections = {} } = result;
    const injected = rows.reduce((sum, row) => sum + row.injected, 0);
    log(`${driver}: ${messages} messages, ${injected} faults`);
    const failures = problemsOf(driver, result, rows);
    drivers.push({ driver, messages, bytes, injected, failures, rows, rejections });
  }
  rmSync(folder, { recursive: true });
  const failures = drivers.flatMap((one) => one.failures);
  for (const failure of failures) log(failure);
  return { passed: failures.length === 0, seed, failures, drivers };
}
