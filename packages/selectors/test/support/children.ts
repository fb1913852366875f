// Child processes and workers that run the programs of test/fixtures.

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

import type { WakerHandle } from '../../src/index.js';

function fixture(name: string): URL {
  return new URL(`../fixtures/${name}`, import.meta.url);
}

/** A running fixture program. */
export interface Program {
  readonly child: ChildProcess;
  /** The next line of its output. Rejects if the program ends first. */
  line(): Promise<string>;
  /** Its exit code and signal. */
  readonly exit: Promise<{ code: number | null; signal: string | null }>;
}

/** Starts a fixture as a child process. */
export function startProgram(
  name: string,
  args: readonly string[] = [],
  flags: readonly string[] = [],
): Program {
  const child = spawn(process.execPath, [...flags, fileURLToPath(fixture(name)), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    exit: once(child, 'exit').then(([code, signal]) => ({ code, signal })),
    async line() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${name} ended without a further line`);
      return value;
    },
  };
}

/** Starts a fixture as a worker. */
export function startWorker(name: string, workerData: unknown): Worker {
  return new Worker(fixture(name), { workerData });
}

/** A worker that waits to be told to act. */
export interface Helper {
  /** Lets the worker act while this thread goes on. */
  actSoon(): void;
  end(): Promise<unknown>;
}

/** Starts a worker that sends a byte on `fd`, or wakes the selector of `handle`, whenever it is told to. */
export async function startHelper(data: { fd?: number; handle?: WakerHandle }): Promise<Helper> {
  const turn = new Int32Array(new SharedArrayBuffer(4));
  const worker = startWorker('when-told.mjs', { ...data, turn });
  await once(worker, 'message');
  return {
    actSoon: () => {
      Atomics.store(turn, 0, 1);
      Atomics.notify(turn, 0);
    },
    end: () => worker.terminate(),
  };
}

/** Waits until a process is in a state of proc(5), such as `S` for sleeping or `T` for stopped. */
export async function reachState(pid: number, state: string): Promise<void> {
  for (;;) {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    if (stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) === state) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** How many descriptors this process may have. */
export function openFileLimit(): number {
  const line = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'));
  return Number(line?.[1]);
}
