// strace makes the server's sendmsg(2) of a job fail although the process lives.
import { expect, it } from 'vitest';
import { someOf } from '../../../../scripts/test/exhaustive.mjs';
import { needs, needsThat } from '../../../../scripts/test/needs.mjs';
import { askOnce, fixture, hasTool, start } from '../support/programs.js';

interface Told {
  stats: { active: number; failed: number; finished: number; pool: { busy: number } };
  errors: string[];
  missing: number;
}

// Every third call fails, from the fourth on. The calls before try out the fork server.
const WHEN = '4+3';
const CLIENTS = 9;

const serve = async (name: string, error: string, options: object) => {
  const inject = `inject=sendmsg:error=${error}:when=${WHEN}`;
  const tracing = ['-qq', '-o', '/dev/null', '-e', 'trace=sendmsg', '-e', inject];
  const server = [process.execPath, fixture('exhausted-server.mjs'), name, JSON.stringify(options)];
  const program = start('strace', [...tracing, ...server]);
  const port = Number(await program.next());
  const tell = async (): Promise<Told> => {
    program.say('tell');
    return JSON.parse(await program.next()) as Told;
  };
  const answers: string[] = [];
  for (let i = 0; i < CLIENTS; i++) answers.push(await askOnce(port, `to ${i}`));
  let told = await tell();
  while (told.stats.active > 0) told = await tell();
  program.say('end');
  expect(await program.exited).toEqual([0, null]);
  return { answers, ...told };
};

const canInject = hasTool('strace', [
  '-qq',
  '-o',
  '/dev/null',
  '-e',
  'inject=sendmsg:error=ENOBUFS:when=1',
  'true',
]);
const mayTrace = { ...needsThat(canInject, 'needs a strace that may inject'), ...needs('strace') };
const all = Array.from({ length: CLIENTS }, (_, i) => `TO ${i}`);
const pool = { minWorkers: 2, maxWorkers: 2 };

type Case = [string, string, object];
// Each way to hand over a job fails with a shortage, and one of them with EPIPE, which also shows the end of a process.
const some: Case[] = [
  ['ProcessPoolTCPServer', 'ETOOMANYREFS', pool],
  ['ProcessPoolTCPServer', 'EPIPE', pool],
  ['ForkingTCPServer', 'ENOBUFS', { spareChildren: 1 }],
];
const more: Case[] = [
  ['ForkingTCPServer', 'ENOMEM', { spareChildren: 1, startMethod: 'spawn' }],
  ['ProcessPoolTCPServer', 'ENOBUFS', pool],
  ['ProcessPoolTCPServer', 'ENOMEM', pool],
];

it.each(someOf([...some, ...more], some))(
  '%s: %s of a hand-over loses no request and no process',
  mayTrace,
  async (name, error, options) => {
    const { answers, errors, stats, missing } = await serve(name, error, options);
    expect(answers).toEqual(all);
    expect(errors).toEqual([]);
    expect(stats).toMatchObject({ finished: CLIENTS, pool: { busy: 0 } });
    if (error !== 'EPIPE') expect(missing).toBeGreaterThan(0);
  },
);

it(
  'ProcessPoolTCPServer: another error of a hand-over is told, and costs its request only',
  mayTrace,
  async () => {
    const { answers, errors, stats } = await serve('ProcessPoolTCPServer', 'EPERM', pool);
    const lost = answers.filter((answer, i) => answer !== all[i]).length;
    expect(lost).toBeGreaterThan(0);
    expect(lost).toBeLessThan(CLIENTS);
    expect(errors).toHaveLength(lost);
    expect(errors.every((error) => /^worker: .*EPERM/.test(error))).toBe(true);
    expect(stats).toMatchObject({ finished: CLIENTS - lost, failed: lost, pool: { busy: 0 } });
  },
);
