// A thread may run out of descriptors while it starts. Node reports that with any error, and the request waits in any case.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { someOf } from '../../../../scripts/test/exhaustive.mjs';
import { needs } from '../../../../scripts/test/needs.mjs';
import { askOnce, fixture, hold, start } from '../support/programs.js';

interface Told {
  stats: {
    accepted: number;
    active: number;
    failed: number;
    acceptErrors: number;
    pool: { busy: number };
  };
  errors: string[];
  missing: number;
  /** Threads that ended with an error. */
  died: number;
}

const FAILURES = 4;

const failuresOf = ({ stats, missing, died }: Told): number => stats.acceptErrors + missing + died;

// With each of these numbers a thread finds no free descriptor at another moment of its start.
const LEFT = [2, 5, 7, 9, 11, 13];
const moments = someOf(LEFT, [2, 9]);
const PLENTY = 1024;

/** Lets a process open so many descriptors more, or plenty when null. */
const limitDescriptors = (pid: number, left: number | null): void => {
  const open = new Set(readdirSync(`/proc/${pid}/fd`).map(Number));
  const free = Array.from({ length: PLENTY }, (_, fd) => fd).filter((fd) => !open.has(fd));
  const most = left === null ? PLENTY : (free[left] ?? PLENTY);
  expect(spawnSync('prlimit', ['--pid', `${pid}`, `--nofile=${most}:`]).status).toBe(0);
};

const classes: [string, object][] = [
  ['ThreadingTCPServer', { reuseThreads: false }],
  ['ThreadPoolTCPServer', { minWorkers: 1, growAfterMs: 1 }],
];

const expectAllServed = async (name: string, options: object): Promise<void> => {
  const program = start(process.execPath, [
    fixture('exhausted-server.mjs'),
    name,
    JSON.stringify(options),
  ]);
  const port = Number(await program.next());
  const tell = async (): Promise<Told> => {
    // The threads need the processor more than the questions do.
    await delay(50);
    program.say('tell');
    return JSON.parse(await program.next()) as Told;
  };
  expect(await askOnce(port, 'first')).toBe('FIRST');
  for (const left of moments) {
    const before = await tell();
    limitDescriptors(program.pid, left);
    const sockets = await Promise.all([0, 1, 2].map((i) => hold(port, `held ${i}`)));
    const answers = sockets.map(async (socket) => {
      let answer = '';
      socket.on('data', (data) => (answer += data.toString()));
      if (!socket.closed) await once(socket, 'close');
      return answer;
    });
    // Asks until enough starts or accepts have failed, or until all clients have a thread because descriptors sufficed.
    let told = await tell();
    while (failuresOf(told) < failuresOf(before) + FAILURES && told.stats.pool.busy < 3)
      told = await tell();
    limitDescriptors(program.pid, null);
    for (const socket of sockets) socket.end();
    expect(await Promise.all(answers), name).toEqual(['HELD 0', 'HELD 1', 'HELD 2']);
  }
  const { stats, errors } = await tell();
  expect(errors).toEqual([]);
  expect(stats).toMatchObject({ accepted: 1 + 3 * moments.length, failed: 0 });
  program.say('end');
  expect(await program.exited).toEqual([0, null]);
};

it(
  'B: a server loses no request when its threads run out of descriptors while they start, a pool neither',
  needs('prlimit'),
  async () => {
    // Both classes run at once, because each waits between two tries, longer each time.
    await Promise.all(classes.map(([name, options]) => expectAllServed(name, options)));
  },
);
