// Ends workers and processes that have operations of a ring in flight, many times each, and lets the system refuse rings.
// None may crash or hang, and a worker leaves no descriptor and no connection open.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import * as posix from '@fdset/posix';

import { packageFile } from './package-file.mjs';

const ring = packageFile('posix', 'test/fixtures/ring-in-flight.mjs');
const sockets = packageFile('socket', 'test/fixtures/uring-in-flight.mjs');
const refused = packageFile('posix', 'test/fixtures/refused-ring.mjs');
const SYSCTL = '/proc/sys/kernel/io_uring_disabled';
const HUNG_AFTER_MS = 20_000;
const RUNS = 200;
const QUICK_RUNS = 8;
const WORKER_ENDS = ['terminate', 'end', 'exit', 'throw'];
const PROCESS_ENDS = ['exit', 'end', 'throw', 'kill'];

/** Resolves with the promise's value, or with 'hung'. */
async function inTime(promise) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, HUNG_AFTER_MS, 'hung');
  });
  const value = await Promise.race([promise, late]);
  clearTimeout(timer);
  return value;
}

const isEnded = (peer) => {
  const buffer = Buffer.alloc(1 << 20);
  posix.setNonblocking(peer, true);
  while (posix.tryRecv(peer, buffer) > 0);
  return posix.tryRecv(peer, buffer) === 0;
};

async function endWorker(fixture, how) {
  const worker = new Worker(fixture, { workerData: { how } });
  const ended = once(worker, 'exit');
  const [fd] = await once(worker, 'message');
  const peer = posix.dup(fd);
  if (how === 'terminate') void worker.terminate();
  else worker.postMessage('go on');
  const code = await inTime(ended);
  const problem = code === 'hung' ? 'hung' : isEnded(peer) ? null : 'its connection is still open';
  posix.close(peer);
  return problem;
}

async function endProcess(fixture, how) {
  const child = spawn(process.execPath, [fixture, how], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  if (how === 'kill') child.kill('SIGKILL');
  const end = await inTime(ended);
  if (end === 'hung') child.kill('SIGKILL');
  const [code, signal] = end === 'hung' ? ['hung'] : end;
  return (signal ?? code) === (how === 'kill' ? 'SIGKILL' : 0) ? null : `${signal ?? code}`;
}

async function repeat(what, ends, runs, end) {
  const failures = [];
  for (let i = 0; i < runs; i++) {
    const how = ends[i % ends.length];
    const problem = await end(how);
    if (problem !== null) failures.push(`${what} by ${how}: ${problem}`);
  }
  return { what, runs, failures };
}

/** Switches io_uring off for the whole system, for a moment. */
async function refuseBySysctl(log) {
  const before = readFileSync(SYSCTL, 'utf8');
  try {
    writeFileSync(SYSCTL, '2');
  } catch {
    log(`${SYSCTL} cannot be written: not tried`);
    return { what: 'refusals by sysctl', runs: 0, failures: [] };
  }
  try {
    const child = spawn(process.execPath, [refused], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    await once(child, 'close');
    const { code, reason, message } = JSON.parse(output);
    const isNamed =
      code === 'EPERM' && reason === 'disabled' && /io_uring_disabled is 2/.test(message);
    return { what: 'refusals by sysctl', runs: 1, failures: isNamed ? [] : [output] };
  } finally {
    writeFileSync(SYSCTL, before);
  }
}

/** Ends workers and processes with operations in flight. */
export async function ringEnds({ quick, log }) {
  const runs = quick ? QUICK_RUNS : RUNS;
  const rows = [];
  for (const [name, fixture] of [
    ['a ring', ring],
    ['sockets over io_uring', sockets],
  ]) {
    const worker = (how) => endWorker(fixture, how);
    const child = (how) => endProcess(fixture, how);
    rows.push(await repeat(`workers with ${name}`, WORKER_ENDS, runs, worker));
    rows.push(await repeat(`processes with ${name}`, PROCESS_ENDS, runs, child));
  }
  rows.push(await refuseBySysctl(log));
  for (const row of rows) log(`${row.runs} ${row.what}: ${row.failures.length} failures`);
  const failures = rows.flatMap((row) => row.failures);
  return { passed: failures.length === 0, failures, rows };
}
