// Ends workers and processes that have operations of a ring in flight, many times each, and lets the system refuse rings.
// None may crash or hang, and a worker leaves no descriptor and no connection open.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import * as posix from '@fdset/posix';

import { packageFile } from './package-file.mjs';

const fixture = packageFile('posix', 'test/fixtures/ring-in-flight.mjs');
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

async function endWorker(how) {
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

async function endProcess(how) {
  const child = spawn(process.execPath, [fixture, how], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  if (how === 'kill') child.kill('SIGKILL');
  const end = await inTime(ended);
  if (end === 'hung') child.kill('SIGKILL');
  const [code, signal] = end === 'hung' ? ['hung'] : end;
  return (signal ?? code) === (how === 'kill' ? 'SIGKILL' : 0) ? null : `${signal ?? code}`;
}

async function repeat(what, ends, runs, end, log) {
  const failures = [];
  for (let i = 0; i < runs; i++) {
    const how = ends[i % ends.length];
    const problem = await end(how);
    if (problem !== null) failures.push(`${what} by ${how}: ${problem}`);
  }
  log(`${runs} ${what}: ${failures.length} failures`);
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
  const rows = [
    await repeat('workers', WORKER_ENDS, runs, endWorker, log),
    await repeat('processes', PROCESS_ENDS, runs, endProcess, log),
    await refuseBySysctl(log),
  ];
  const failures = rows.flatMap((row) => row.failures);
  return { passed: failures.length === 0, failures, rows };
}
