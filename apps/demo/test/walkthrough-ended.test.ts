// A tour that is ended early, by a signal at one of several places, by SIGKILL, by a reader that stops reading, or by a server
// that dies, leaves no process and no path behind.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isExhaustive, someOf } from '../../../scripts/test/exhaustive.mjs';
import { needs } from '../../../scripts/test/needs.mjs';
import { onTerminal } from './helpers/on-terminal.js';
import { childrenOf, descendantsOf, isRunning } from './helpers/process-state.js';
import { cliPath, run } from './helpers/run.js';
import { startDemo, startProgram } from './helpers/running-program.js';
import type { RunningProgram } from './helpers/running-program.js';
import { until } from './helpers/until.js';

/** Its children while a model is shown. */
const SERVER_AND_GUARD = 2;

describe('walkthrough', () => {
  it('SIGINT while classes are asked ends it, and leaves no process and no path', async () => {
    const { program, folder, processes } = await whileClassesAreAsked();
    const { code } = await program.endsOn('SIGINT');
    expect([code, program.stderr.trim()]).toEqual([130, 'stopped by SIGINT']);
    await until(() => !processes.some(isRunning));
    expect(readdirSync(folder)).toEqual([]);
  });

  it('SIGKILL, which it cannot hear, leaves no process and no path either', async () => {
    const { program, folder, processes } = await whileClassesAreAsked();
    await program.endsOn('SIGKILL');
    await until(() => !processes.some(isRunning));
    await until(() => readdirSync(folder).length === 0);
  });

  it('SIGKILL does not leave a server that polls without end', async () => {
    const models = ['walkthrough', '--only', 'models', '--clients', '2', '--exchanges', '1'];
    const program = startDemo([...models, '--think-ms', '100']);
    const [, pid] = await program.prints(/nonblocking: listening on port \d+, process (\d+)/);
    await program.endsOn('SIGKILL');
    await until(() => !isRunning(Number(pid)));
  });

  it('a reader that has seen enough ends it with exit 0, and leaves no process and no path', async () => {
    const { program, folder, processes } = await whileClassesAreAsked();
    program.closeOutput();
    expect(await program.exits()).toEqual({ code: 0, signal: null });
    expect(program.stderr).toBe('');
    await until(() => !processes.some(isRunning));
    expect(readdirSync(folder)).toEqual([]);
  });

  // Other tests end the tour by SIGINT.
  const some = [['SIGTERM', 143]] as const;
  it.each(someOf([['SIGINT', 130], ...some] as const, some))(
    '%s ends it with exit %i and leaves no child',
    async (signal, expected) => {
      const program = startDemo(['walkthrough', '--clients', '2', '--exchanges', '500']);
      await program.prints(/2 clients, each sends/);
      const children = childrenOf(program.pid);
      expect(children).toHaveLength(SERVER_AND_GUARD);
      const { code } = await program.endsOn(signal);
      expect(code).toBe(expected);
      expect(program.stderr.trim()).toBe(`stopped by ${signal}`);
      await until(() => !children.some(isRunning));
    },
  );

  it('SIGINT ends what runs without a command as well, and leaves no child', async () => {
    const program = startDemo([]);
    await program.prints(/clients, each sends/);
    const children = childrenOf(program.pid);
    expect(children).toHaveLength(SERVER_AND_GUARD);
    const { code } = await program.endsOn('SIGINT');
    expect([code, program.stderr.trim()]).toEqual([130, 'stopped by SIGINT']);
    await until(() => !children.some(isRunning));
  });

  it('SIGINT during the phases of a read ends it as well', async () => {
    const program = startDemo(['walkthrough', '--only', 'phases']);
    await program.prints(/another thread sends/);
    const { code } = await program.endsOn('SIGINT');
    expect([code, program.stderr.trim()]).toEqual([130, 'stopped by SIGINT']);
  });

  it(
    'Ctrl-C on a terminal ends it and its children, without a complaint',
    needs('python3'),
    async () => {
      const { screen, exitCode } = await onTerminal(modelsFor(2), [
        ['expect', 'clients, each sends'],
        ['type', '\u0003'],
        ['expect', 'stopped by SIGINT'],
      ]);
      expect([exitCode, screen.includes('failed')]).toEqual([130, false]);
      const [, server] = /process (\d+)/.exec(screen)!;
      await until(() => !isRunning(Number(server)));
    },
  );

  it('says so in one line, exit 1, when a server lacks descriptors for its threads', async () => {
    const load = ['--clients', '16', '--exchanges', '1', '--think-ms', '0'];
    const tour = [process.execPath, cliPath, 'walkthrough', '--only', 'models', ...load];
    const { code, stderr } = await run('sh', ['-c', 'ulimit -n 64; exec "$@"', 'sh', ...tour]);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^fdset-demo: the walkthrough failed: [^\n]+EMFILE[^\n]+ulimit -n\n$/),
    ]);
  });

  it('says what to do when it may make no folder', async () => {
    const tour = [process.execPath, cliPath, 'walkthrough', '--only', 'socketserver'];
    const { code, stderr } = await run('env', ['TMPDIR=/nonexistent', ...tour]);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(
        /^fdset-demo: cannot make a folder [^\n]+\(ENOENT\): set TMPDIR [^\n]+\n$/,
      ),
    ]);
  });

  it('reports in one line, exit 1, when a server of its own dies', async () => {
    const program = startDemo(modelsFor(2));
    const [, pid] = await program.prints(/listening on port \d+, process (\d+)/);
    await program.prints(/2 clients, each sends/);
    process.kill(Number(pid), 'SIGKILL');
    expect((await program.exits()).code).toBe(1);
    expect(program.stderr).toMatch(/^fdset-demo: the walkthrough failed: [^\n]+\n$/);
  });
});

function modelsFor(clients: number): string[] {
  return ['walkthrough', '--only', 'models', '--clients', String(clients), '--exchanges', '500'];
}

interface Asking {
  readonly program: RunningProgram;
  /** The temporary folder of the tour. */
  readonly folder: string;
  /** All processes that the tour had started by then. */
  readonly processes: readonly number[];
}

async function whileClassesAreAsked(): Promise<Asking> {
  const folder = mkdtempSync(join(tmpdir(), 'fdset-demo-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const options = ['--only', 'socketserver', ...(isExhaustive ? [] : ['--quick'])];
  const tour = [process.execPath, cliPath, 'walkthrough', ...options];
  const program = startProgram('env', [`TMPDIR=${folder}`, ...tour]);
  // The servers whose handlers run in processes are starting now. The quick tour has a path for one of them.
  await program.prints(/ Threading.*: every answer right/);
  expect(readdirSync(folder)).toHaveLength(1);
  return { program, folder, processes: descendantsOf(program.pid) };
}
