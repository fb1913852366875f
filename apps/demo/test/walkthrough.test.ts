// The tour: every model's numbers are there and add up, it exits 0, and it leaves no process behind.
import { execFile } from 'node:child_process';
import type { ExecFileException } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { onTerminal } from './helpers/on-terminal.js';
import { childrenOf, isRunning } from './helpers/process-state.js';
import { itWithPython } from './helpers/programs.js';
import { cliPath } from './helpers/run.js';
import { RunningProgram } from './helpers/running-program.js';

const strategies = new Set(['(sequential)', 'Threading', 'Forking', 'ThreadPool', 'ProcessPool']);
const TIME = /^[\d.,]+ ms$/;
const MEMORY = /^\d+\.\d MiB$/;

/** A machine that does other things as well takes several times as long. */
const PATIENCE_MS = 180_000;

/** Rejects with what had been printed when the tour takes too long or does not exit with 0. */
async function wholeTour(): Promise<{ stdout: string; stderr: string }> {
  const options = { timeout: PATIENCE_MS };
  try {
    return await promisify(execFile)(process.execPath, [cliPath], options);
  } catch (error) {
    const { message, stdout } = error as ExecFileException;
    throw new Error(`${message}\n${stdout}`, { cause: error });
  }
}

describe('walkthrough', () => {
  let text: string;
  let complaints: string;

  beforeAll(async () => {
    ({ stdout: text, stderr: complaints } = await wholeTour());
  }, PATIENCE_MS + 5000);

  it('is the default command, prints a table per model and exits 0', () => {
    expect(complaints).toBe('');
    for (const title of ['4.6.2.1', '4.6.2.2', '4.6.2.3', '4.6.3', 'The ways out', '4.6.2 The'])
      expect(text).toContain(`\n${title}`);
    for (const row of ['exchanges', 'bytes in / out', 'EAGAINs', 'CPU time', 'elapsed']) {
      expect(text.match(new RegExp(`│ ${row}`, 'g'))).toHaveLength(3);
    }
  });

  it('counts every exchange of every client', () => {
    const rows = [...text.matchAll(/│ exchanges +│(.*)│/g)].map((match) => match[1]!);
    expect(rows.flatMap((row) => row.split('│').map(Number))).toEqual([100, 100, 100, 100, 100]);
  });

  it('lets the clients of the blocking server wait for each other, and only those', () => {
    const first = /slowest first answer +│ +([\d.,]+) ms/.exec(text)![1]!;
    // Three clients before it, each with 25 pauses of 20 ms.
    expect(Number(first.replaceAll(',', ''))).toBeGreaterThanOrEqual(3 * 25 * 20);
  });

  it('asks every class', () => {
    const classes = rowsOf(text).filter(([name]) => strategies.has(name!));
    expect(classes.flat().filter((cell) => TIME.test(cell))).toHaveLength(20);
  });

  it('measures time and memory of every way out', () => {
    const ways = rowsOf(text).filter((row) => row.length === 5 && MEMORY.test(row[4]!));
    expect(ways.map(([name]) => name)).toEqual([
      'its turn',
      'a new thread',
      'a thread, kept for the next',
      'one of 4 threads',
      'a spawned process',
      'a forked process',
      'one of 4 processes',
    ]);
    for (const [, connections, took] of ways) {
      expect(Number(connections)).toBeGreaterThanOrEqual(7);
      expect(took).toMatch(TIME);
    }
    const [turn, ...others] = ways.map((row) => row[3]!);
    expect(turn).toBe('-');
    for (const memory of others) expect(memory).toMatch(MEMORY);
  });

  it(
    'SIGINT while classes are asked ends it, and leaves no process and no path',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'fdset-demo-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      const command = [`TMPDIR=${folder}`, process.execPath, cliPath, ...tourOf(2, 1)];
      const program = new RunningProgram('env', command);
      await program.prints(/4\.6\.3 socketserver/);
      await program.prints(/ThreadingUnixDatagramServer: every answer right/);
      const children = childrenOf(program.pid);
      const { code } = await program.endsOn('SIGINT');
      expect([code, program.stderr.trim()]).toEqual([130, 'stopped by SIGINT']);
      await expect.poll(() => children.filter(isRunning)).toEqual([]);
      expect(readdirSync(folder)).toEqual([]);
    },
    PATIENCE_MS,
  );

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends it with exit %i and leaves no child', async (signal, expected) => {
    const program = new RunningProgram(process.execPath, [cliPath, ...tourOf(4, 500)]);
    await program.prints(/4 client processes connected/);
    const children = childrenOf(program.pid);
    expect(children).toHaveLength(5);
    const { code } = await program.endsOn(signal);
    expect(code).toBe(expected);
    expect(program.stderr.trim()).toBe(`stopped by ${signal}`);
    await expect.poll(() => children.filter(isRunning)).toEqual([]);
  });

  it('SIGINT during the phases of a read ends it as well', { timeout: PATIENCE_MS }, async () => {
    const program = new RunningProgram(process.execPath, [cliPath, ...tourOf(2, 1)]);
    await program.prints(/another thread sends/);
    const { code } = await program.endsOn('SIGINT');
    expect([code, program.stderr.trim()]).toEqual([130, 'stopped by SIGINT']);
  });

  itWithPython('Ctrl-C on a terminal ends it and its children, without a complaint', async () => {
    const { screen, exitCode } = await onTerminal(tourOf(2, 500), [
      ['expect', 'client processes connected'],
      ['type', '\u0003'],
      ['expect', 'stopped by SIGINT'],
    ]);
    expect([exitCode, screen.includes('failed')]).toEqual([130, false]);
    const [, server] = /process (\d+)/.exec(screen)!;
    await expect.poll(() => isRunning(Number(server))).toBe(false);
  });

  it('reports in one line, exit 1, when a server of its own dies', async () => {
    const program = new RunningProgram(process.execPath, [cliPath, ...tourOf(2, 500)]);
    const [, pid] = await program.prints(/listening on port \d+, process (\d+)/);
    await program.prints(/connected/);
    process.kill(Number(pid), 'SIGKILL');
    expect((await program.exits()).code).toBe(1);
    expect(program.stderr).toMatch(/^fdset-demo: the walkthrough failed: [^\n]+\n$/);
  });
});

function tourOf(clients: number, exchanges: number): string[] {
  return ['walkthrough', '--clients', String(clients), '--exchanges', String(exchanges)];
}

/** The rows of all tables, as cells. */
function rowsOf(text: string): string[][] {
  return [...text.matchAll(/^│ (.*) │$/gm)].map(([, row]) =>
    row!.split('│').map((cell) => cell.trim()),
  );
}
