// The blocking server: the contracts, and the wait of the second client, which is what the model is about.
import { setTimeout } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { serverContract } from './contract/server-contract.js';
import { onTerminal } from './helpers/on-terminal.js';
import { itWithPython } from './helpers/programs.js';
import { startPython, startServer } from './helpers/running-program.js';

/** How long the first client stays; the kernel counts the second one's wait in steps of up to 10 ms. */
const STAY_MS = 300;
const CLOCK_STEP_MS = 10;

describe('blocking', () => {
  const server = { args: ['blocking'], servesTogether: false, sleepsWhenIdle: true };
  serverContract(server);

  itWithPython(
    'lets a second client wait until the first has left, and says how long',
    async () => {
      const { port, program } = await startServer(server.args);
      const first = startPython('hold', [port, 'first']);
      await first.prints(/answered FIRST_SB/);
      const second = startPython('hold', [port, 'second']);
      await second.prints(/connected/);
      await setTimeout(STAY_MS);
      expect(second.stdout).not.toContain('answered');
      first.type(null);
      await second.prints(/answered SECOND_SB/);
      const waits = [...program.stdout.matchAll(/serving \S+, which waited (\d+) ms/g)];
      expect(waits).toHaveLength(2);
      expect(Number(waits[1]![1])).toBeGreaterThanOrEqual(STAY_MS - CLOCK_STEP_MS);
    },
  );

  itWithPython(
    'stays blocked in accept when its terminal is resized, and ends on Ctrl-C',
    async () => {
      const { screen, exitCode } = await onTerminal(
        [...server.args, '--port', '0'],
        [
          ['expect', 'listening on'],
          ['resize', 100],
          ['type', '\u0003'],
          ['expect', '0 connections'],
        ],
      );
      expect(exitCode, screen).toBe(0);
    },
  );
});
