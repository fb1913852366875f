// SIGINT and SIGTERM end a server with exit code 0, whatever it is blocked in or busy with. Nothing else would
// end it or wake it up in any of these states.
import { describe, expect, it } from 'vitest';
import { isExhaustive } from '../../../../scripts/test/exhaustive.mjs';
import { Greedy, flood, hold, servesOthers } from '../helpers/clients.js';
import { untilAsleep } from '../helpers/process-state.js';
import { startServer } from '../helpers/running-program.js';
import type { RunningServer } from '../helpers/running-program.js';
import type { ServerUnderTest } from './server-under-test.js';

/** Brings a server into a state. Resolves when the server is in it. */
type Bring = (server: RunningServer, sleeps: boolean) => Promise<unknown>;

interface State {
  readonly name: string;
  readonly bring: Bring;
  readonly isBusy?: true;
  /** The signal that `npm test` sends in this state. */
  readonly signal: NodeJS.Signals;
}

const states: readonly State[] = [
  { name: 'while it waits for a client', signal: 'SIGINT', bring: async () => {} },
  { name: 'while it waits for data', signal: 'SIGTERM', bring: ({ port }) => hold(port, 'hello') },
  {
    name: 'while a client does not read',
    signal: 'SIGINT',
    bring: ({ port, pid }, sleeps) =>
      new Greedy(port).untilStuck(() => (sleeps ? untilAsleep(pid) : servesOthers(port))),
  },
  {
    name: 'with silent clients connected',
    signal: 'SIGTERM',
    bring: ({ port }) => Promise.all([1, 2, 3].map(() => hold(port))),
  },
  {
    name: 'while one client keeps it busy',
    signal: 'SIGINT',
    isBusy: true,
    bring: ({ port }) => flood(port, 1),
  },
];

const underLoad: State = {
  name: 'while eight clients keep it busy',
  signal: 'SIGTERM',
  isBusy: true,
  bring: ({ port }) => flood(port, 8),
};

const ROUNDS = isExhaustive ? 10 : 2;

export function signalContract(server: ServerUnderTest): void {
  const all = server.servesTogether ? [...states, underLoad] : states;
  describe.each(['SIGINT', 'SIGTERM'] as const)('%s ends it with exit 0', (signal) => {
    for (const state of all.filter((one) => isExhaustive || one.signal === signal))
      it(state.name, () => check(server, state, signal));
  });

  it('ends with exit 0 when the signal races with its start', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { program } = await startServer(server.args);
      expect((await program.endsOn('SIGTERM')).code).toBe(0);
    }
  });
}

/** Tests only the states in which the mechanism of waiting makes a difference. */
export function shortSignalContract(server: ServerUnderTest): void {
  for (const state of [states[0]!, underLoad])
    it(`${state.signal} ends it with exit 0 ${state.name}`, () =>
      check(server, state, state.signal));
}

async function check(
  { args, sleepsWhenIdle }: ServerUnderTest,
  { bring, isBusy }: State,
  signal: NodeJS.Signals,
): Promise<void> {
  const server = await startServer(args);
  await bring(server, sleepsWhenIdle);
  if (!isBusy && sleepsWhenIdle) await untilAsleep(server.pid);
  const { code } = await server.program.endsOn(signal);
  expect(code, server.program.stderr).toBe(0);
}
