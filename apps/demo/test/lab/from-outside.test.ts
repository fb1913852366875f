// What is measured of a server from outside: its processes in /proc, and the queue of its listener.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createConnection, createListener } from '@fdset/socket';
import { describe, expect, it, onTestFinished } from 'vitest';
import { needsThat } from '../../../../scripts/test/needs.mjs';
import { listenerQueue } from '../../src/lab/run/listener-queue.js';
import { ProcessMeter } from '../../src/lab/run/process-meter.js';
import { killRest } from '../helpers/run.js';

const onLinux = needsThat(process.platform === 'linux', 'needs Linux');

/** A process that does what it is told by a line, and then says so. */
const TOLD = `
const { spawnSync } = require('node:child_process');
const { Worker } = require('node:worker_threads');
const burn = 'const end = process.cpuUsage().user + 200_000; while (process.cpuUsage().user < end);';
const acts = {
  burn: () => eval(burn),
  child: () => spawnSync(process.execPath, ['-e', burn]),
  thread: (done) => new Worker('0', { eval: true }).once('exit', done),
};
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const done = () => console.log('done');
  acts[line](done);
  if (line !== 'thread') done();
});
console.log('done');`;

interface Told {
  readonly pid: number;
  readonly tell: (line: string) => Promise<void>;
}

async function startTold(): Promise<Told> {
  const child: ChildProcess = spawn(process.execPath, ['-e', TOLD], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => killRest(child));
  const lines = createInterface({ input: child.stdout! });
  await once(lines, 'line');
  const tell = async (line: string): Promise<void> => {
    const done = once(lines, 'line');
    child.stdin!.write(`${line}\n`);
    await done;
  };
  return { pid: child.pid!, tell };
}

const cpuMs = (meter: ProcessMeter): number => {
  const { cpuUserMs, cpuSystemMs } = meter.sample();
  return cpuUserMs + cpuSystemMs;
};

describe('the meter of processes', onLinux, () => {
  it('counts the processor time of a process from when it was started', async () => {
    const { pid, tell } = await startTold();
    await tell('burn');
    const meter = new ProcessMeter(pid);
    expect(cpuMs(meter)).toBeLessThan(200);
    await tell('burn');
    // In steps of 10 ms.
    expect(cpuMs(meter)).toBeGreaterThanOrEqual(180);
    meter.restart();
    expect(cpuMs(meter)).toBeLessThan(180);
  });

  it('counts that of children that have ended', async () => {
    const { pid, tell } = await startTold();
    const meter = new ProcessMeter(pid);
    await tell('child');
    expect(cpuMs(meter)).toBeGreaterThanOrEqual(180);
    expect(meter.sample().processes).toBe(1);
  });

  it('keeps the context switches of threads that have ended', async () => {
    const { pid, tell } = await startTold();
    const meter = new ProcessMeter(pid);
    const all: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      await tell('thread');
      const { voluntarySwitches, involuntarySwitches } = meter.sample();
      all.push(voluntarySwitches + involuntarySwitches);
    }
    expect(all.toSorted((one, other) => one - other)).toEqual(all);
    expect(all[0]).toBeGreaterThan(0);
  });

  it('tells the most threads and memory that there were, and what was used when the process has gone', async () => {
    const { pid, tell } = await startTold();
    const meter = new ProcessMeter(pid);
    await tell('burn');
    const before = meter.sample();
    expect(before.memoryBytes).toBeGreaterThan(1_000_000);
    expect(before.threads).toBeGreaterThan(1);
    process.kill(pid, 'SIGKILL');
    const after = meter.summary();
    expect(after.cpuUserMs).toBeGreaterThanOrEqual(before.cpuUserMs);
    expect(after.threads).toBeGreaterThanOrEqual(before.threads);
    expect(after.memoryBytes).toBeGreaterThan(1_000_000);
  });
});

describe('the queue of a listener', onLinux, () => {
  it('is those that wait to be accepted, and how many may', () => {
    using listener = createListener({ host: '127.0.0.1', port: 0 }, { backlog: 7 });
    expect(listenerQueue(listener)).toEqual({ acceptQueue: 0, backlog: 7 });
    const clients = [1, 2, 3].map(() => createConnection(listener.getsockname()));
    expect(listenerQueue(listener).acceptQueue).toBe(3);
    const [accepted] = listener.accept();
    expect(listenerQueue(listener).acceptQueue).toBe(2);
    for (const one of [accepted, ...clients]) one.close();
  });
});
