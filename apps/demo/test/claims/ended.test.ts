// claims that are ended early leave no process behind.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { needs } from '../../../../scripts/test/needs.mjs';
import { onTerminal } from '../helpers/on-terminal.js';
import { childrenOf, descendantsOf, isRunning } from '../helpers/process-state.js';
import { cliPath } from '../helpers/run.js';
import { startDemo, startProgram } from '../helpers/running-program.js';
import { until } from '../helpers/until.js';

/** Which processes its question has while it is measured. */
const KINDS = [
  ['servers of the demo', 'one-blocks-all'],
  ['a load generator', 'polling-delays'],
  ['servers of the kit', 'no-size-fits'],
  ['strace', 'sendall-repeats-send'],
] as const;

/** The guard is there all the time. */
const GUARD_ALONE = 1;

const LEAVES_A_CHILD = `#!/bin/sh
[ "$1" = -V ] && exit
sleep 600 &
wait
`;

describe.skipIf(process.platform !== 'linux')('claims', () => {
  it.each(KINDS)('SIGINT ends it with exit 130, and no process is left: %s', async (_, id) => {
    const program = startDemo(['claims', '--only', id, '--rounds', '100']);
    await until(() => childrenOf(program.pid).length > GUARD_ALONE);
    const processes = descendantsOf(program.pid);
    const { code } = await program.endsOn('SIGINT');
    expect([code, program.stderr.trim()]).toEqual([130, 'stopped by SIGINT']);
    await until(() => !processes.some(isRunning));
  });

  // strace does so when it is ended between its fork and its attaching, which no test can hit.
  it('SIGINT ends it also when a program of its has left a child behind, which holds the pipes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fdset-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'strace'), LEAVES_A_CHILD, { mode: 0o700 });
    const args = [cliPath, 'claims', '--only', 'sendall-repeats-send', '--rounds', '100'];
    const path = `PATH=${folder}:${process.env['PATH']}`;
    const program = startProgram('env', [path, process.execPath, ...args]);
    await until(() => descendantsOf(program.pid).length > GUARD_ALONE + 1);
    const processes = descendantsOf(program.pid);
    expect((await program.endsOn('SIGINT')).code).toBe(130);
    await until(() => !processes.some(isRunning));
  });

  it('SIGKILL, which it cannot hear, leaves no server of the kit behind', async () => {
    const program = startDemo(['claims', '--only', 'no-size-fits', '--rounds', '100']);
    await until(() => childrenOf(program.pid).length > GUARD_ALONE);
    const processes = descendantsOf(program.pid);
    await program.endsOn('SIGKILL');
    await until(() => !processes.some(isRunning));
  });

  it('ends when the reader of its output has gone, long before it prints again', async () => {
    const program = startDemo(['claims', '--only', 'no-size-fits', '--rounds', '100']);
    await program.prints(/requests at once/);
    program.closeErrors();
    program.closeOutput();
    expect(await program.exits()).toEqual({ code: 0, signal: null });
  });

  it('SIGINT ends it with exit 130 while its own threads read', async () => {
    const program = startDemo(['claims', '--only', 'both-phases-block', '--rounds', '100']);
    await program.prints(/reads of messages/);
    const { code } = await program.endsOn('SIGINT');
    expect([code, program.stderr.trim()]).toEqual([130, 'stopped by SIGINT']);
  });

  it('Ctrl-C on a terminal ends it without a complaint', needs('python3'), async () => {
    const { screen, exitCode } = await onTerminal(
      ['claims', '--only', 'one-blocks-all', '--rounds', '100'],
      [
        ['expect', 'clients connect and say nothing'],
        ['type', '\u0003'],
        ['expect', 'stopped by SIGINT'],
      ],
    );
    expect([exitCode, screen.includes('failed')]).toEqual([130, false]);
  });
});
