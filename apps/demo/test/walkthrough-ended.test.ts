// The tour that is ended early: by a signal at several of its places, or by a server that dies. It leaves no process
// and no path behind.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { onTerminal } from './helpers/on-terminal.js';
import { childrenOf, isRunning } from './helpers/process-state.js';
import { itWithPython } from './helpers/programs.js';
import { cliPath } from './helpers/run.js';
import { RunningProgram } from './helpers/running-program.js';

/** A machine that does other things as well takes several times as long. */
const PATIENCE_MS = 180_000;

describe('walkthrough', () => {
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
