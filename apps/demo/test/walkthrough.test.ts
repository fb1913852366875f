// The tour: every model's numbers are there and add up, it exits 0, and it leaves no process behind.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { onTerminal } from './helpers/on-terminal.js';
import { itWithPython } from './helpers/programs.js';
import { cliPath, runDemo } from './helpers/run.js';
import { RunningProgram } from './helpers/running-program.js';

describe('walkthrough', () => {
  it('is the default command, prints a table per model and exits 0 in under 60 s', async () => {
    const startedAt = performance.now();
    const { code, stdout, stderr } = await runDemo([]);
    const text = stdout.toString();
    expect([code, stderr]).toEqual([0, '']);
    expect(performance.now() - startedAt).toBeLessThan(60_000);
    for (const title of ['4.6.2.1', '4.6.2.2', '4.6.2.3', '4.6.2 The phases'])
      expect(text).toContain(`\n${title}`);
    for (const row of ['exchanges', 'bytes in / out', 'EAGAINs', 'CPU time', 'elapsed']) {
      expect(text.match(new RegExp(`│ ${row}`, 'g'))).toHaveLength(3);
    }
  }, 60_000);

  it('counts every exchange of every client', async () => {
    const { stdout } = await runDemo(tour(3, 4));
    const rows = [...stdout.toString().matchAll(/│ exchanges +│(.*)│/g)].map((match) => match[1]!);
    expect(rows.flatMap((row) => row.split('│').map(Number))).toEqual([12, 12, 12, 12, 12]);
  }, 60_000);

  it('lets the clients of the blocking server wait for each other, and only those', async () => {
    const { stdout } = await runDemo([
      'walkthrough',
      '--clients',
      '2',
      '--exchanges',
      '5',
      '--think-ms',
      '60',
    ]);
    const first = /slowest first answer +│ +([\d.,]+) ms/.exec(stdout.toString())![1]!;
    expect(Number(first.replaceAll(',', ''))).toBeGreaterThanOrEqual(5 * 60);
  }, 60_000);

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends it with exit %i and leaves no child', async (signal, expected) => {
    const program = new RunningProgram(process.execPath, [cliPath, ...tour(4, 500)]);
    await program.prints(/4 client processes connected/);
    const children = childrenOf(program.pid);
    expect(children).toHaveLength(5);
    const { code } = await program.endsOn(signal);
    expect(code).toBe(expected);
    expect(program.stderr.trim()).toBe(`stopped by ${signal}`);
    await expect.poll(() => children.filter(isRunning)).toEqual([]);
  });

  it('SIGINT during the phases of a read ends it as well', async () => {
    const program = new RunningProgram(process.execPath, [cliPath, ...tour(2, 1)]);
    await program.prints(/another thread sends/);
    const { code } = await program.endsOn('SIGINT');
    expect([code, program.stderr.trim()]).toEqual([130, 'stopped by SIGINT']);
  });

  itWithPython('Ctrl-C on a terminal ends it and its children, without a complaint', async () => {
    const { screen, exitCode } = await onTerminal(tour(2, 500), [
      ['expect', 'client processes connected'],
      ['type', '\u0003'],
      ['expect', 'stopped by SIGINT'],
    ]);
    expect([exitCode, screen.includes('failed')]).toEqual([130, false]);
    const [, server] = /process (\d+)/.exec(screen)!;
    await expect.poll(() => isRunning(Number(server))).toBe(false);
  });

  it('reports in one line, exit 1, when a server of its own dies', async () => {
    const program = new RunningProgram(process.execPath, [cliPath, ...tour(2, 500)]);
    const [, pid] = await program.prints(/listening on port \d+, process (\d+)/);
    await program.prints(/connected/);
    process.kill(Number(pid), 'SIGKILL');
    expect((await program.exits()).code).toBe(1);
    expect(program.stderr).toMatch(/^fdset-demo: the walkthrough failed: [^\n]+\n$/);
  });
});

function tour(clients: number, exchanges: number): string[] {
  return ['walkthrough', '--clients', String(clients), '--exchanges', String(exchanges)];
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((candidate) => candidate > 0 && parentOf(candidate) === pid);
}

/** The parent of a process, or null when it has gone. */
function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}

function isRunning(pid: number): boolean {
  return parentOf(pid) !== null;
}
