// Clients that leave with an RST or never read, readers of the log that hang: a server goes on, and sleeps afterwards.
import { describe, expect } from 'vitest';
import { sleeps } from '../helpers/process-state.js';
import { itWithPython } from '../helpers/programs.js';
import { runPython } from '../helpers/run.js';
import { startPython, startServer } from '../helpers/running-program.js';
import type { ServerUnderTest } from './server-under-test.js';

/** Far more than kernel buffers and the server's own queue take together. */
const UNBOUNDED_BYTES = 64 * 1024 * 1024;

export function abuseContract({ args, servesTogether, sleepsWhenIdle }: ServerUnderTest): void {
  describe('after an abrupt RST', () => {
    for (const manner of ['silent', 'asked', 'flooded']) {
      itWithPython(`of a client that was ${manner}, serves the next one`, async () => {
        const { port, program } = await startServer(args);
        await runPython('reset', [port, manner]);
        expect(await runPython('half_close', [port, 'next'])).toBe('NEXT_SB');
        await program.prints(/closing \S+ \((ECONNRESET|EPIPE|end of stream)\)/);
        if (sleepsWhenIdle) expect(await sleeps(program.pid)).toBe(true);
      });
    }

    itWithPython('of 200 clients in a row, serves the next one', async () => {
      const { port } = await startServer(args);
      await runPython('reset', [port, 'asked', 200]);
      expect(await runPython('half_close', [port, 'next'])).toBe('NEXT_SB');
    });
  });

  describe('with a client that never reads', () => {
    if (servesTogether) {
      itWithPython('takes a bounded number of its bytes and serves others', async () => {
        const { port, program } = await startServer(args);
        const greedy = startPython('never_reads', [port]);
        const [, taken] = await greedy.prints(/stuck (\d+)/);
        expect(Number(taken)).toBeLessThan(UNBOUNDED_BYTES);
        expect(await runPython('half_close', [port, 'other'])).toBe('OTHER_SB');
        if (sleepsWhenIdle) expect(await sleeps(program.pid)).toBe(true);
      });
    }

    itWithPython('serves others once it has left', async () => {
      const { port } = await startServer(args);
      const greedy = startPython('never_reads', [port]);
      await greedy.prints(/stuck/);
      greedy.type(null);
      expect(await runPython('half_close', [port, 'next'])).toBe('NEXT_SB');
    });
  });

  describe('with a log that nobody reads', () => {
    itWithPython('serves more clients than their lines would fit in a pipe', async () => {
      const { port, program } = await startServer(args);
      program.stopReading();
      const result = await runPython('many_connections', [
        port,
        1000,
        servesTogether ? 'together' : 'in-turn',
      ]);
      await runPython('reset', [port, 'silent', 2000]);
      expect(JSON.parse(result)).toMatchObject({ right: 1000 });
      expect(await runPython('half_close', [port, 'still'])).toBe('STILL_SB');
      expect((await program.endsOn('SIGTERM')).code).toBe(0);
    });

    itWithPython('serves on after the pipe was closed, and exits 0', async () => {
      const { port, program } = await startServer(args);
      program.closeOutput();
      expect(await runPython('half_close', [port, 'one'])).toBe('ONE_SB');
      expect(await runPython('half_close', [port, 'two'])).toBe('TWO_SB');
      expect((await program.endsOn('SIGTERM')).code).toBe(0);
    });
  });
}
