// The system calls per request: every model has a row whose sends and receives are those of the requests, and where strace is
// missing one line says so.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { needs, needsThat } from '../../../scripts/test/needs.mjs';
import type { SyscallCounts } from '../src/lab/protocol/lab-info.js';
import { ringRefusal } from '../src/ring-refusal.js';
import { canTrace } from './helpers/can-trace.js';
import { cliPath, run, runDemo } from './helpers/run.js';
import { descendantsOf, isRunning } from './helpers/process-state.js';
import { startDemo } from './helpers/running-program.js';
import { until } from './helpers/until.js';

const EACH = ['blocking', 'blocking --threads', 'blocking --processes'];
const SHARED = [
  'nonblocking',
  ...['select', 'poll', 'epoll'].map((name) => `multiplexing ${name}`),
  'async selector',
];
const RING = ringRefusal() === null ? ['async uring'] : [];

/** The numbers of a row: wait, recv, send, ring, other, total and, of servers that share a thread, the total of 20 clients. */
function parseTable(text: string): Map<string, number[]> {
  const rows = [...text.matchAll(/^(\w.*?) {2,}([\d., ]+)$/gm)];
  return new Map(
    rows.map(([, label, cells]) => [
      label!,
      cells!
        .trim()
        .split(/ +/)
        .map((cell) => Number(cell.replaceAll(',', ''))),
    ]),
  );
}

const installed = needs('strace');
const traced =
  'skip' in installed ? installed : needsThat(await canTrace(), 'needs the right to ptrace');

/** Begins late, and tells of many threads before: the shell's number is that of no server. */
const talkativeStrace = `#!/bin/sh
PATH=\${PATH#*:}
case $1 in -c)
  for thread in 1 2 3 4 5 6 7 8 9; do echo "strace: Process $$ attached" >&2; done
  sleep 0.3
esac
exec strace "$@"
`;
const countPath = fileURLToPath(new URL('../dist/lab-syscalls.js', import.meta.url));

interface SyscallsCounted {
  readonly counts: SyscallCounts;
}

describe('syscalls', () => {
  it('counts the calls of a request in every model', traced, async () => {
    const { code, stdout, stderr } = await runDemo(['syscalls', '--requests', '40']);
    expect([code, stderr]).toEqual([0, '']);
    const table = parseTable(stdout.toString());
    expect([...table.keys()]).toEqual([...EACH, ...SHARED, ...RING]);
    for (const label of [...EACH, ...SHARED]) {
      const [, recv, send, ring, , total] = table.get(label)!;
      expect([label, send, ring]).toEqual([label, 1, 0]);
      expect(recv).toBeGreaterThanOrEqual(1);
      expect(total).toBeGreaterThanOrEqual(2);
    }
    for (const label of EACH) expect(table.get(label)).toHaveLength(6);
    for (const label of [...SHARED, ...RING]) expect(table.get(label)).toHaveLength(7);
    for (const label of RING) {
      const [, recv, send, ring] = table.get(label)!;
      expect([recv, send]).toEqual([0, 0]);
      expect(ring).toBeGreaterThan(0);
    }
  });

  it(
    'counts from when strace has every process, also when it told of threads before',
    traced,
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'fdset-strace-'));
      onTestFinished(() => rm(folder, { recursive: true }));
      await writeFile(join(folder, 'strace'), talkativeStrace, { mode: 0o755 });
      const path = `PATH=${folder}:${process.env['PATH']!}`;
      const { stdout } = await run('env', [path, process.execPath, countPath, 'processes']);
      const { counts } = JSON.parse(stdout.toString()) as SyscallsCounted;
      expect(counts.perMessage.find(({ name }) => name.startsWith('send'))!.count).toBe(1);
    },
  );

  it('SIGINT while strace is attached ends it and leaves no process', traced, async () => {
    const program = startDemo(['syscalls', '--requests', '100000']);
    await program.prints(/strace -c/);
    await until(() => descendantsOf(program.pid).length > 1);
    const processes = descendantsOf(program.pid);
    const { code } = await program.endsOn('SIGINT');
    expect([code, program.stderr.trim()]).toEqual([130, 'stopped by SIGINT']);
    await until(() => !processes.some(isRunning));
  });

  it('says in one line that strace is missing, and exits 1', async () => {
    const { code, stderr } = await withoutStrace(['syscalls']);
    expect([code, stderr]).toEqual([
      1,
      'fdset-demo: strace is not installed: apt install strace\n',
    ]);
  });

  it('is left out of a walkthrough without strace, which says so and goes on', async () => {
    const { code, stdout, stderr } = await withoutStrace(['walkthrough', '--only', 'syscalls']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.toString()).toContain(
      '  not shown: strace is not installed: apt install strace\n',
    );
  });
});

function withoutStrace(args: readonly string[]): ReturnType<typeof run> {
  return run('env', ['PATH=/nonexistent', process.execPath, cliPath, ...args]);
}
