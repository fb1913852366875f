// The polling server: the contracts without idleness, and its count of EAGAINs.
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { serverContract } from './contract/server-contract.js';
import { onTerminal } from './helpers/on-terminal.js';
import { cpuTicks } from './helpers/process-state.js';
import { itWithPython } from './helpers/programs.js';
import { startServer } from './helpers/running-program.js';

describe('nonblocking', () => {
  const server = { args: ['nonblocking'], servesTogether: true, sleepsWhenIdle: false };
  serverContract(server);

  it('counts the errors that it polls for, and says so at its end', async () => {
    const { program, pid } = await startServer(server.args);
    const before = cpuTicks(pid);
    await setTimeout(500);
    console.log(`polling without a client: ${cpuTicks(pid) - before} clock ticks in 500 ms`);
    await program.endsOn('SIGINT');
    const [, eagains] = /([\d,]+) EAGAINs, CPU [\d,]+ ms in ([\d,]+) ms/.exec(program.stdout)!;
    expect(Number(eagains!.replaceAll(',', ''))).toBeGreaterThan(1000);
  });

  itWithPython('says every second on a terminal how often it heard nothing', async () => {
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
