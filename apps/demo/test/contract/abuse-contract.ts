// A server goes on, and sleeps afterwards, when clients leave with an RST or never read, and when readers of its log hang.
import { describe, expect, it } from 'vitest';
import { isExhaustive } from '../../../../scripts/test/exhaustive.mjs';
import { Greedy, isServed, reset, servesOthers } from '../helpers/clients.js';
import { untilAsleep } from '../helpers/process-state.js';
import { startServer } from '../helpers/running-program.js';
import type { RunningServer } from '../helpers/running-program.js';
import type { ServerUnderTest } from './server-under-test.js';

/** Far more bytes than kernel buffers and the server's own queue take together. */
const UNBOUNDED_BYTES = 64 * 1024 * 1024;

export function abuseContract(
  { servesTogether, sleepsWhenIdle }: ServerUnderTest,
  shared: () => RunningServer,
): void {
  /** Waits until the server has done what it can: it sleeps, or, if it polls, it has answered another client many times. */
  const settle = (): Promise<void> =>
    sleepsWhenIdle ? untilAsleep(shared().pid) : servesOthers(shared().port);

  const goesOn = async (): Promise<void> => {
    expect(await isServed(shared().port, 'next')).toBe(true);
    if (sleepsWhenIdle) await untilAsleep(shared().pid);
  };

  describe('after an abrupt RST', () => {
    it.each(['silent', 'asked'] as const)(
      'of a client that was %s, serves the next one',
      async (manner) => {
        const { port, program } = shared();
        // Clients of an earlier test may still be leaving, and select has no room for more than a thousand.
        await settle();
        const client = `127\\.0\\.0\\.1:${reset(port, manner)}`;
        const why = '(ECONNRESET|EPIPE|end of stream)';
        await program.prints(new RegExp(`closing ${client} \\(${why}\\)`));
        await goesOn();
      },
    );

    it('of 200 clients in a row, serves the next one', async () => {
      for (let i = 0; i < 200; i += 1) reset(shared().port, 'asked');
      await goesOn();
    });
  });

  describe('with a client that never reads', () => {
    it('takes a bounded number of its bytes, serves others, and goes on after its RST', async () => {
      const greedy = new Greedy(shared().port);
      expect(await greedy.untilStuck(settle, UNBOUNDED_BYTES)).toBeLessThan(UNBOUNDED_BYTES);
      // The blocking server serves others only after this client has left.
      if (servesTogether) await goesOn();
      greedy.leaveAbruptly();
      await goesOn();
    });
  });
}

export function logContract({ args, servesTogether, sleepsWhenIdle }: ServerUnderTest): void {
  describe('with a log that nobody reads', () => {
    it('serves on after the pipes were closed, and exits 0', async () => {
      const { port, program } = await startServer(args);
      program.closeOutput();
      program.closeErrors();
      expect(await isServed(port, 'one')).toBe(true);
      expect(await isServed(port, 'two')).toBe(true);
      expect((await program.endsOn('SIGTERM')).code).toBe(0);
    });

    // All servers print with say(), so testing one of them is enough. The server that polls would compute for as long as the
    // clients arrive.
    if (!isExhaustive && !(servesTogether && sleepsWhenIdle)) return;

    it('serves more clients than their lines would fit in a pipe', async () => {
      const { port, program } = await startServer(args);
      program.stopReading();
      for (let i = 0; i < 2000; i += 1) reset(port, 'silent');
      expect(await isServed(port, 'still')).toBe(true);
      expect((await program.endsOn('SIGTERM')).code).toBe(0);
    });
  });
}
