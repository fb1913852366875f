import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { forkServersOf } from './support/processes.js';
import { askOnce, fixture, hasTool, hold, start, ticksOf } from './support/programs.js';
import { needs, needsThat } from '../../../scripts/test/needs.mjs';

type Told = {
  stats: { accepted: number; active: number; failed: number; pauses: number; acceptErrors: number };
  errors: string[];
  missing: number;
};

// 5 % of a second, in ticks of 10 ms.
const QUIET_TICKS = 5;

const names = [
  'TCPServer',
  'ThreadingTCPServer',
  'ThreadPoolTCPServer',
  'ForkingTCPServer',
  'ProcessPoolTCPServer',
];

/** A server in a program that can run out of something. */
const serverUnder = async (command: string, args: string[], name: string, options = {}) => {
  const server = [process.execPath, fixture('exhausted-server.mjs'), name, JSON.stringify(options)];
  const program = start(command, [...args, ...server]);
  const port = Number(await program.next());
  expect(await askOnce(port, 'before')).toBe('BEFORE');
  const tell = async (): Promise<Told> => {
    program.say('tell');
    return JSON.parse(await program.next()) as Told;
  };
  const untilTold = async (isSo: (told: Told) => boolean): Promise<void> => {
    while (!isSo(await tell())) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  return { program, port, tell, untilTold };
};

const holdMany = (port: number): Promise<Socket[]> =>
  Promise.all([0, 1, 2, 3].map((i) => hold(port, `held ${i}`)));

/** A server that has no descriptor left, and clients that hold what it still gets. */
const exhausted = async (name: string) => {
  const server = await serverUnder('prlimit', ['--nofile=120'], name);
  server.program.say('fill');
  expect(await server.program.next()).toBe('full');
  return { ...server, clients: await holdMany(server.port) };
};

/** The ticks that a process uses in a second: of the first quiet one, or the quietest of some. */
const quietTicks = async (pid: number): Promise<number> => {
  let least = Infinity;
  for (let second = 0; second < 3 && least > QUIET_TICKS; second++) {
    const before = ticksOf(pid);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    least = Math.min(least, ticksOf(pid) - before);
  }
  return least;
};

/** What a client that is held gets when it ends. */
const lastWords = async (socket: Socket): Promise<string> => {
  let answer = '';
  socket.on('data', (data) => (answer += data.toString()));
  socket.end();
  if (!socket.closed) await once(socket, 'close');
  return answer;
};

it.each(names)(
  'B: %s out of descriptors pauses without spinning, and recovers by itself',
  needs('prlimit'),
  async (name) => {
    const { program, port, clients, tell } = await exhausted(name);
    expect(await quietTicks(program.pid)).toBeLessThanOrEqual(QUIET_TICKS);
    program.say('free');
    const answers = await Promise.all(clients.map(lastWords));
    expect(await askOnce(port, 'after')).toBe('AFTER');
    const { stats, errors } = await tell();
    const served = answers.filter((answer, i) => answer === `HELD ${i}`).length;
    // A request whose thread or process could not be started is told of.
    if (name === 'TCPServer') expect(served).toBe(clients.length);
    expect(errors).toHaveLength(clients.length - served);
    expect(stats).toMatchObject({ accepted: 6, failed: errors.length });
    expect(stats.pauses).toBeGreaterThan(0);
    expect(stats.acceptErrors).toBeLessThan(20);
    program.say('end');
    expect(await program.exited).toEqual([0, null]);
  },
);

it(
  'B: a fork server that is killed while no descriptor is left is started again, and takes no request with it',
  needs('prlimit'),
  async () => {
    const options = { spareChildren: 0 };
    const server = await serverUnder('prlimit', ['--nofile=120'], 'ForkingTCPServer', options);
    const { program, port, tell, untilTold } = server;
    const forkServer = forkServersOf(program.pid)[0] ?? 0;
    process.kill(forkServer, 'SIGSTOP');
    const clients = await holdMany(port);
    await untilTold(({ stats }) => stats.active === clients.length);
    program.say('fill');
    expect(await program.next()).toBe('full');
    process.kill(forkServer, 'SIGKILL');
    await untilTold(({ missing }) => missing > 1);
    program.say('free');
    expect(await Promise.all(clients.map(lastWords))).toEqual(clients.map((_, i) => `HELD ${i}`));
    expect((await tell()).errors).toEqual([]);
    program.say('end');
    expect(await program.exited).toEqual([0, null]);
  },
);

// A limit for processes does not hold for root.
const USER = '54321';
const asUser = ['--reuid', USER, '--regid', USER, '--clear-groups'];
const [run, runArgs] = process.getuid?.() === 0 ? ['setpriv', asUser] : ['env', []];
const isReadable = ['test', '-r', fixture('exhausted-server.mjs'), '-a', '-x', process.execPath];
const mayLimit = hasTool(run, [...runArgs, 'prlimit', '--nproc=1:', ...isReadable]);

const limitOf = (pid: number): string =>
  /Max processes +(\w+)/.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1] ?? '';

const limitProcesses = (pid: number, most: string): void => {
  const { status } = spawnSync(run, [...runArgs, 'prlimit', '--pid', `${pid}`, `--nproc=${most}:`]);
  expect(status).toBe(0);
};

it.each([
  ['ThreadingTCPServer', {}],
  ['ThreadPoolTCPServer', { minHosts: 0 }],
  ['ForkingTCPServer', { spareChildren: 0 }],
  ['ForkingTCPServer', { spareChildren: 0, startMethod: 'spawn' }],
  ['ProcessPoolTCPServer', { growAfterMs: 0 }],
])(
  'B: requests wait while %s can start no thread or process (%j)',
  needsThat(mayLimit, 'needs prlimit --nproc, setpriv for root'),
  async (name, options) => {
    const { program, port, tell, untilTold } = await serverUnder(run, runArgs, name, options);
    await untilTold(({ stats }) => stats.active === 0);
    const most = limitOf(program.pid);
    const limited = [program.pid, ...forkServersOf(program.pid)];
    for (const pid of limited) limitProcesses(pid, '1');
    const clients = await holdMany(port);
    await untilTold(({ missing }) => missing > 1);
    const ticks = ticksOf(program.pid);
    const { missing } = await tell();
    await untilTold((told) => told.missing > missing + 3);
    // Some 300 ms have passed, at 10 ms a tick.
    expect(ticksOf(program.pid) - ticks).toBeLessThan(10);
    for (const pid of limited) limitProcesses(pid, most);
    expect(await Promise.all(clients.map(lastWords))).toEqual(clients.map((_, i) => `HELD ${i}`));
    const { stats, errors } = await tell();
    expect(errors).toEqual([]);
    expect(stats).toMatchObject({ accepted: 5, failed: 0 });
    program.say('end');
    expect(await program.exited).toEqual([0, null]);
  },
);
