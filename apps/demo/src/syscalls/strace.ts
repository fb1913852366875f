// `strace -c -f`, attached to running processes: it counts their system calls until it is told to stop. strace is an optional
// program, and a system may refuse ptrace(2).
import { spawnSync } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { UserError } from '../user-error.js';
import type { Children } from '../walkthrough/children.js';

/** How often each system call was made, by name. */
export type CallCounts = ReadonlyMap<string, number>;

/** It says so of a thread too that begins later. */
const ATTACHED = /^strace: Process (\d+) attached/gm;
/** A row of the summary: % time, seconds, usecs/call, calls, errors (or nothing), name. */
const ROW = /^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s+(?:\d+\s+)?(\w+)$/gm;

export class Strace {
  readonly #child: ChildProcessWithoutNullStreams;
  #text = '';

  private constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#text += text));
  }

  /**
   * Attaches to processes with all their threads and waits until it has.
   * @throws UserError that says what to do when strace is not installed or ptrace is refused.
   */
  static async attach(children: Children, pids: readonly number[]): Promise<Strace> {
    if (spawnSync('strace', ['-V']).error !== undefined)
      throw new UserError('strace is not installed: apt install strace');
    const targets = pids.flatMap((pid) => ['-p', String(pid)]);
    const strace = new Strace(children.startProgram('strace', ['-c', '-f', ...targets]));
    await strace.#untilAttached(pids);
    return strace;
  }

  /** Detaches; the processes go on. Returns what was counted. */
  async stop(): Promise<CallCounts> {
    const ended = once(this.#child, 'close');
    this.#child.kill('SIGINT');
    await ended;
    return countsIn(this.#text);
  }

  async #untilAttached(pids: readonly number[]): Promise<void> {
    const ended = once(this.#child, 'close').then(() => true);
    while (!this.#hasAttached(pids)) {
      const hasEnded = await Promise.race([
        ended,
        once(this.#child.stderr, 'data').then(() => false),
      ]);
      if (hasEnded) throw new UserError(`strace may not look at a process here: ${this.#reason()}`);
    }
  }

  #hasAttached(pids: readonly number[]): boolean {
    const attached = new Set([...this.#text.matchAll(ATTACHED)].map(([, pid]) => Number(pid)));
    return pids.every((pid) => attached.has(pid));
  }

  #reason(): string {
    const scope = ptraceScope();
    if (scope === '0' || scope === undefined) return this.#text.trim().split('\n')[0]!;
    return `kernel.yama.ptrace_scope is ${scope}; sudo sysctl -w kernel.yama.ptrace_scope=0 allows it`;
  }
}

/** Reads the summary of `strace -c`. */
export function countsIn(summary: string): CallCounts {
  const rows = [...summary.matchAll(ROW)].map(([, calls, name]) => [name!, Number(calls)]);
  return new Map((rows as [string, number][]).filter(([name]) => name !== 'total'));
}

function ptraceScope(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/yama/ptrace_scope', 'utf8').trim();
  } catch {
    return undefined;
  }
}
