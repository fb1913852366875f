import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { ServerStats } from '@fdset/socketserver';
import { expect, it } from 'vitest';
import { someOf } from '../../../../scripts/test/exhaustive.mjs';
import { forkServersOf } from '../support/processes.js';
import { askOnce, fixture, hasTool, hold, start } from '../support/programs.js';
import { needs, needsThat } from '../../../../scripts/test/needs.mjs';

type Told = {
  stats: Pick<
    ServerStats,
    'accepted' | 'active' | 'failed' | 'rejected' | 'pauses' | 'acceptErrors'
  >;
  errors: string[];
  /** Failed starts of threads or processes. */
  missing: number;
  /** Turns of the event loop. */
  turns: number;
};

// A try takes a few turns of the event loop, and so does a question of the test. A server that spins takes thousands meanwhile.
const TURNS_PER_EVENT = 10;
// The shortest pause between two tries is 10 ms. Timers may be early by less than 1 ms.
const PAUSE_MS = 9;

const names = [
  'TCPServer',
  'ThreadingTCPServer',
  'ThreadPoolTCPServer',
  'ForkingTCPServer',
  'ProcessPoolTCPServer',
];

/** How many accepts and starts of workers have failed. */
const triesOf = ({ stats, missing }: Told): number => stats.acceptErrors + missing;

/** Starts a server in a program that can run out of descriptors or processes. */
const serverUnder = async (command: string, args: string[], name: string, options = {}) => {
  const server = [process.execPath, fixture('exhausted-server.mjs'), name, JSON.stringify(options)];
  const program = start(command, [...args, ...server]);
  const port = Number(await program.next());
  expect(await askOnce(port, 'before')).toBe('BEFORE');
  let asked = 0;
  const tell = async (): Promise<Told> => {
    asked++;
    program.say('tell');
    return JSON.parse(await program.next()) as Told;
  };
  const untilTold = async (isSo: (told: Told) => boolean): Promise<void> => {
    while (!isSo(await tell())) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  /** Expects that the server does little more than try again, until it has tried so many times more. */
  const expectQuiet = async (tries: number): Promise<void> => {
    const before = await tell();
    const askedBefore = asked;
    await untilTold((told) => triesOf(told) >= triesOf(before) + tries);
    const after = await tell();
    const events = triesOf(after) - triesOf(before) + asked - askedBefore;
    expect(after.turns - before.turns).toBeLessThanOrEqual(TURNS_PER_EVENT * events);
  };
  return { program, port, tell, untilTold, expectQuiet };
};

const holdMany = (port: number): Promise<Socket[]> =>
  Promise.all([0, 1, 2, 3].map((i) => hold(port, `held ${i}`)));

/** Starts a server, takes all its descriptors, and lets clients connect and stay. */
const exhausted = async (name: string) => {
  const server = await serverUnder('prlimit', ['--nofile=120'], name);
  const since = performance.now();
  server.program.say('fill');
  expect(await server.program.next()).toBe('full');
  return { ...server, since, clients: await holdMany(server.port) };
};

/** Ends a held client, and returns what it gets until its connection is closed. */
const lastWords = async (socket: Socket): Promise<string> => {
  let answer = '';
  socket.on('data', (data) => (answer += data.toString()));
  socket.end();
  if (!socket.closed) await once(socket, 'close');
  return answer;
};

it.each(someOf(names, ['TCPServer', 'ThreadPoolTCPServer', 'ForkingTCPServer']))(
  'B: %s out of descriptors pauses without spinning, and recovers by itself',
  needs('prlimit'),
  async (name) => {
    const { program, port, clients, tell, untilTold, expectQuiet, since } = await exhausted(name);
    // A sequential server blocks in the handler of the first client. Later the second client gets the descriptor of the first.
    if (name === 'TCPServer') expect(await lastWords(clients[0] as Socket)).toBe('HELD 0');
    else {
      await expectQuiet(4);
      const tries = triesOf(await tell());
      expect(performance.now() - since).toBeGreaterThanOrEqual(PAUSE_MS * (tries - clients.length));
    }
    program.say('free');
    const asked = name === 'TCPServer' ? clients.slice(1) : clients;
    const answers = await Promise.all(asked.map(lastWords));
    expect(await askOnce(port, 'after')).toBe('AFTER');
    await untilTold((told) => told.stats.active === 0);
    const { stats, errors } = await tell();
    // No request is lost. A request that waits for a thread or process that cannot start is served later.
    expect(answers).toEqual(asked.map((_, i) => `HELD ${i + clients.length - asked.length}`));
    expect(errors).toEqual([]);
    expect(stats).toMatchObject({ accepted: 6, failed: 0, rejected: 0 });
    expect(stats.pauses).toBeGreaterThan(0);
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

// The limit for processes does not apply to root.
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

// The starts of a thread, of a child of a fork server and of a process fail.
const some: [string, object][] = [
  ['ThreadingTCPServer', {}],
  ['ForkingTCPServer', { spareChildren: 0 }],
  ['ProcessPoolTCPServer', { growAfterMs: 0 }],
];
const more: [string, object][] = [
  ['ThreadPoolTCPServer', { minWorkers: 0 }],
  ['ForkingTCPServer', { spareChildren: 0, startMethod: 'spawn' }],
];

it.each(someOf([...some, ...more], some))(
  'B: requests wait while %s can start no thread or process (%j)',
  needsThat(mayLimit, 'needs prlimit --nproc, setpriv for root'),
  async (name, options) => {
    const server = await serverUnder(run, runArgs, name, options);
    const { program, port, tell, untilTold, expectQuiet } = server;
    await untilTold(({ stats }) => stats.active === 0);
    const most = limitOf(program.pid);
    const limited = [program.pid, ...forkServersOf(program.pid)];
    for (const pid of limited) limitProcesses(pid, '1');
    const clients = await holdMany(port);
    await untilTold(({ missing }) => missing > 1);
    await expectQuiet(3);
    for (const pid of limited) limitProcesses(pid, most);
    expect(await Promise.all(clients.map(lastWords))).toEqual(clients.map((_, i) => `HELD ${i}`));
    const { stats, errors } = await tell();
    expect(errors).toEqual([]);
    expect(stats).toMatchObject({ accepted: 5, failed: 0 });
    program.say('end');
    expect(await program.exited).toEqual([0, null]);
  },
);
