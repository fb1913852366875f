// The blocking server: the contracts, and the wait of the second client, which characterizes this model.
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { needs } from '../../../scripts/test/needs.mjs';
import { serverContract } from './contract/server-contract.js';
import { hold } from './helpers/clients.js';
import { onTerminal } from './helpers/on-terminal.js';
import { startServer } from './helpers/running-program.js';

/** How long the first client stays. The kernel counts the wait of the second client in steps of up to 10 ms. */
const STAY_MS = 300;
const CLOCK_STEP_MS = 10;

describe('blocking', () => {
  const server = { args: ['blocking'], servesTogether: false, sleepsWhenIdle: true };
  serverContract(server);

  it('lets a second client wait until the first has left, and says how long', async () => {
    const { port, program } = await startServer(server.args);
    const first = await hold(port, 'first');
    const second = await hold(port);
    second.write('second');
    await setTimeout(STAY_MS);
    // The answer to one more question shows that only the first client is served.
    first.write('again');
    while (first.answer !== 'FIRST_SBAGAIN_SB') await setTimeout(1);
    expect(second.answer).toBe('');
    first.end();
    while (second.answer !== 'SECOND_SB') await setTimeout(1);
    const [, wait] = await program.prints(/serving [^]*serving \S+, which waited (\d+) ms/);
    expect(Number(wait)).toBeGreaterThanOrEqual(STAY_MS - CLOCK_STEP_MS);
  });

  it(
    'stays blocked in accept when its terminal is resized, and ends on Ctrl-C',
    needs('python3'),
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
