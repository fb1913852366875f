// SIGINT and SIGTERM end a server with exit 0 within 500 ms, whatever it is blocked in or busy with.
// The time is the best of three servers; the exit code must be right every time.
import { describe, expect, it } from 'vitest';
import { untilAsleep } from '../helpers/process-state.js';
import { itWithPython } from '../helpers/programs.js';
import { startPython, startServer } from '../helpers/running-program.js';
import type { RunningServer } from '../helpers/running-program.js';
import type { ServerUnderTest } from './server-under-test.js';

const ATTEMPTS = 3;
const STOP_WITHIN_MS = 500;

/** Brings a server into a state; returns when it is in it. */
type Bring = (server: RunningServer) => Promise<void>;

const waitingForAClient: Bring = async () => {};

const waitingForData: Bring = async ({ port }) => {
  await startPython('hold', [port, 'hello']).prints(/answered HELLO_SB/);
};

const waitingForAReader: Bring = async ({ port }) => {
  await startPython('never_reads', [port]).prints(/stuck/);
};

const underLoad: Bring = async ({ port }) => {
  await startPython('flood', [port, 8]).prints(/flowing/);
};

const underLoadOfOne: Bring = async ({ port }) => {
  await startPython('flood', [port, 1]).prints(/flowing/);
};

const withClientsInTheBacklog: Bring = async ({ port }) => {
  await Promise.all([1, 2, 3].map(() => startPython('hold', [port]).prints(/connected/)));
};

export function signalContract({ args, servesTogether, sleepsWhenIdle }: ServerUnderTest): void {
  describe.each(['SIGINT', 'SIGTERM'] as const)('%s ends it with exit 0 in 500 ms', (signal) => {
    const check = async (bring: Bring, asleep: boolean): Promise<void> => {
      const times: number[] = [];
      while (times.length < ATTEMPTS && !times.some((ms) => ms < STOP_WITHIN_MS)) {
        const server = await startServer(args);
        await bring(server);
        if (asleep && sleepsWhenIdle) await untilAsleep(server.pid);
        const { code, tookMs } = await server.program.endsOn(signal);
        expect(code, server.program.stderr).toBe(0);
        times.push(tookMs);
      }
      expect(Math.min(...times)).toBeLessThan(STOP_WITHIN_MS);
    };

    it('while it waits for a client', () => check(waitingForAClient, true));
    itWithPython('while it waits for data', () => check(waitingForData, true));
    itWithPython('while a client does not read', () => check(waitingForAReader, true));
    itWithPython('with silent clients connected', () => check(withClientsInTheBacklog, true));
    itWithPython('while one client keeps it busy', () => check(underLoadOfOne, false));
    if (servesTogether) {
      itWithPython('while eight clients keep it busy', () => check(underLoad, false));
    }
  });

  it('ends with exit 0 when the signal races with its start', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { program } = await startServer(args);
      expect((await program.endsOn('SIGTERM')).code).toBe(0);
    }
  });
}
