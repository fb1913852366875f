// The keeper of a run, a bundle entry: the parent of all its processes, which live in its process group. It ends all of them when its
// input ends, which the kernel sees to even if the lab is killed.
import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { kill, killMarked, MARK_VARIABLE } from '../../marked-processes.js';
import { LISTENER_FD } from '../server/server-config.js';
import type { KeeperOrder, KeeperReport, ProgramName } from './keeper-messages.js';

const beside = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const fdset = (): string =>
  join(
    dirname(createRequire(import.meta.url).resolve('@fdset/client/package.json')),
    'dist/fdset.js',
  );

const files: Readonly<Record<ProgramName, () => string>> = {
  server: () => beside('./lab-server.js'),
  bench: fdset,
  slow: () => beside('./lab-slow.js'),
  timeline: () => beside('./lab-timeline.js'),
  syscalls: () => beside('./lab-syscalls.js'),
};

const LAST_WORDS_MS = 100;

const children = new Map<ProgramName, ChildProcess>();

function tell(report: KeeperReport): void {
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

function start(program: ProgramName, args: readonly string[], env: NodeJS.ProcessEnv): void {
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
  if (program === 'server') stdio.push(LISTENER_FD);
  const child = spawn(process.execPath, [files[program](), ...args], {
    stdio,
    env: { ...process.env, ...env },
  });
  children.set(program, child);
  hear(program, child, 'stdout', 'line');
  hear(program, child, 'stderr', 'complaint');
  child.on('error', ({ message }) => tell({ kind: 'complaint', program, line: message }));
  tellEnd(program, child);
  if (child.pid !== undefined) tell({ kind: 'started', program, pid: child.pid });
}

/** Its forked children may have its output open for longer, so that it does not close; its last words come at once, or never. */
function tellEnd(program: ProgramName, child: ChildProcess): void {
  child.once('exit', (code, signal) => {
    const closed = once(child, 'close');
    void Promise.race([closed, setTimeout(LAST_WORDS_MS)]).then(() =>
      tell({ kind: 'ended', program, code, signal }),
    );
  });
}

function hear(
  program: ProgramName,
  child: ChildProcess,
  stream: 'stdout' | 'stderr',
  kind: 'line' | 'complaint',
): void {
  const input = child[stream];
  if (input === null) return;
  createInterface({ input }).on('line', (line) => tell({ kind, program, line }));
}

function obey(order: KeeperOrder): void {
  if (order.kind === 'start') start(order.program, order.args, order.env);
  else children.get(order.program)?.kill(order.signal);
}

function endAll(): void {
  killMarked(process.env[MARK_VARIABLE] ?? '');
  kill(-process.pid);
}

// Signals of a terminal are for the lab, which then lets go of the input.
process.on('SIGINT', () => {}).on('SIGTERM', () => {});
// The reader of the output has gone; the input ends, too.
process.stdout.on('error', () => {});
createInterface({ input: process.stdin })
  .on('line', (line) => obey(JSON.parse(line) as KeeperOrder))
  .on('close', endAll);
