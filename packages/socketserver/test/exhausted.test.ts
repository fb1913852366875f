import { once } from 'node:events';
import type { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { askOnce, fixture, hasTool, hold, start, ticksOf } from './support/programs.js';

type Told = {
  stats: { accepted: number; failed: number; pauses: number; acceptErrors: number };
  errors: string[];
};

const names = [
  'TCPServer',
  'ThreadingTCPServer',
  'ThreadPoolTCPServer',
  'ForkingTCPServer',
  'ProcessPoolTCPServer',
];

/** A server that has no descriptor left, and clients that hold what it still gets. */
const exhausted = async (name: string) => {
  const program = start('prlimit', [
    '--nofile=120',
    process.execPath,
    fixture('exhausted-server.mjs'),
    name,
  ]);
  const port = Number(await program.next());
  expect(await askOnce(port, 'before')).toBe('BEFORE');
  program.say('fill');
  expect(await program.next()).toBe('full');
  const clients = await Promise.all([0, 1, 2, 3].map((i) => hold(port, `held ${i}`)));
  const tell = async (): Promise<Told> => {
    program.say('tell');
    return JSON.parse(await program.next()) as Told;
  };
  return { program, port, clients, tell };
};

/** What a client that is held gets when it ends. */
const lastWords = async (socket: Socket): Promise<string> => {
  let answer = '';
  socket.on('data', (data) => (answer += data.toString()));
  socket.end();
  if (!socket.closed) await once(socket, 'close');
  return answer;
};

it.runIf(hasTool('prlimit')).each(names)(
  'B: %s out of descriptors pauses without spinning, and recovers by itself',
  async (name) => {
    const { program, port, clients, tell } = await exhausted(name);
    const before = ticksOf(program.pid);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    // 5 % of a second is 5 ticks of 10 ms.
    expect(ticksOf(program.pid) - before).toBeLessThanOrEqual(5);
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
