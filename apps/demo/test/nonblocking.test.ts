// The polling server, which computes as long as it runs: the tests that polling could break, and its count of EAGAINs.
import { describe, expect, it } from 'vitest';
import { needs } from '../../../scripts/test/needs.mjs';
import { shortServerContract } from './contract/server-contract.js';
import { onTerminal } from './helpers/on-terminal.js';
import { cpuTicks } from './helpers/process-state.js';
import { startServer } from './helpers/running-program.js';
import { until } from './helpers/until.js';

const TICKS = 10;
/** Far fewer EAGAINs than a tick of 10 ms has room for. */
const EAGAINS_PER_TICK = 20;

describe('nonblocking', () => {
  const server = { args: ['nonblocking'], servesTogether: true, sleepsWhenIdle: false };
  shortServerContract(server);

  it('spends its processor on the errors that it polls for, and says so at its end', async () => {
    const { program, pid } = await startServer(server.args);
    const before = cpuTicks(pid);
    await until(() => cpuTicks(pid) >= before + TICKS);
    await program.endsOn('SIGINT');
    const [, eagains] = /([\d,]+) EAGAINs, CPU [\d,]+ ms in ([\d,]+) ms/.exec(program.stdout)!;
    expect(Number(eagains!.replaceAll(',', ''))).toBeGreaterThan(TICKS * EAGAINS_PER_TICK);
  });

  it('says every second on a terminal how often it heard nothing', needs('python3'), async () => {
    const { exitCode } = await onTerminal(
      [...server.args, '--port', '0'],
      [
        ['expect', 'listening on'],
        ['expect', 'EAGAINs in the last second'],
        ['type', '\u0003'],
        ['expect', 'connections'],
      ],
    );
    expect(exitCode).toBe(0);
  });
});
