// An idle server does nothing at all: no system call of any of its threads and children. FDSET_IDLE_MS says for
// how long to look (pnpm check:long idle-servers: 10 s).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { canTrace, fixture, start } from './support/programs.js';
import { freshDirectory } from './support/servers.js';
import { needs, needsThat } from '../../../scripts/test/needs.mjs';

const IDLE_MS = Number(process.env['FDSET_IDLE_MS'] ?? 2000);
// Children have V8's memory reducer, which collects garbage once, 8 s after the start of each.
const REDUCER_MS = 5000;
// The tracer's own arrival ends waits, which begin again.
const SETTLE_MS = 500;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The system calls of some processes and their threads within `ms`. */
const callsWithin = async (ms: number, pids: number[]): Promise<string[]> => {
  const output = join(freshDirectory(), 'trace');
  const targets = pids.flatMap((pid) => ['-p', String(pid)]);
  const tracer = spawn('strace', ['-f', '-ttt', '-o', output, ...targets], { stdio: 'ignore' });
  await sleep(SETTLE_MS);
  const from = Date.now() / 1000;
  await sleep(ms);
  const to = Date.now() / 1000;
  tracer.kill('SIGINT');
  await once(tracer, 'exit');
  const lines = readFileSync(output, 'utf8').trim().split('\n');
  return lines.filter((line) => {
    const time = Number(line.trim().split(/\s+/)[1]);
    return time > from && time < to;
  });
};

const cases: [string, object][] = [
  ['TCPServer', {}],
  ['ThreadingTCPServer', { idleThreadTimeoutMs: null }],
  // Its spare children end after 10 s, which is work.
  ...(IDLE_MS < REDUCER_MS ? [['ForkingTCPServer', {}] as [string, object]] : []),
  ['ThreadPoolTCPServer', { minHosts: 2, maxHosts: 2 }],
  ['ProcessPoolTCPServer', { minHosts: 2, maxHosts: 2 }],
];

/** Starts a server that has served; its processes. */
const idleServer = async ([name, options]: [string, object]) => {
  const flags = ['--expose-gc', '--no-memory-reducer', fixture('idle-server.mjs')];
  const program = start(process.execPath, [...flags, name, JSON.stringify(options)]);
  type Told = { finished: number; children: number[] };
  const { finished, children } = JSON.parse(await program.next()) as Told;
  expect(finished).toBe(4);
  return { name, program, pids: [program.pid, ...(IDLE_MS < REDUCER_MS ? children : [])] };
};

it(
  `B: an idle server makes no system call in ${IDLE_MS} ms, whatever its strategy`,
  { ...needsThat(canTrace(), 'needs a strace that may trace'), ...needs('strace') },
  async () => {
    const idle = await Promise.all(cases.map(idleServer));
    const calls = idle.map(async ({ name, pids }) => [name, await callsWithin(IDLE_MS, pids)]);
    expect(await Promise.all(calls)).toEqual(cases.map(([name]) => [name, []]));
    for (const { program } of idle) program.end();
    expect(await Promise.all(idle.map(({ program }) => program.exited))).toEqual(
      cases.map(() => [0, null]),
    );
  },
);
