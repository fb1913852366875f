// Every process that the walkthrough starts, so that none outlives it: not after Ctrl-C, not after an error.
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';

/** A child that hangs must not keep the tour; on a slow, busy machine one takes seconds to end by itself. */
const GRACE_MS = 60_000;

export class Children {
  readonly #alive = new Set<ChildProcessWithoutNullStreams>();
  readonly #ending = new AbortController();

  constructor() {
    process.once('exit', () => this.#signalAll('SIGKILL'));
  }

  /** Aborted when all have to end: who waits for one of them need not wait any longer. */
  get ending(): AbortSignal {
    return this.#ending.signal;
  }

  /** Starts a command of this demo in a process of its own; throws once all have to end. */
  start(args: readonly string[]): ChildProcessWithoutNullStreams {
    this.ending.throwIfAborted();
    const child = spawn(process.execPath, [process.argv[1]!, ...args], { stdio: 'pipe' });
    this.#alive.add(child);
    child.once('exit', () => this.#alive.delete(child));
    // Writing to a child that has just gone is no error of ours; its exit is what is reported.
    child.stdin.on('error', () => {});
    return child;
  }

  /** Ends what still runs and waits until it has ended. */
  async stopAll(): Promise<void> {
    this.#ending.abort();
    const endings = [...this.#alive].map((child) => once(child, 'exit'));
    this.#signalAll('SIGTERM');
    const timer = setTimeout(() => this.#signalAll('SIGKILL'), GRACE_MS);
    await Promise.all(endings);
    clearTimeout(timer);
  }

  #signalAll(signal: NodeJS.Signals): void {
    for (const child of this.#alive) child.kill(signal);
  }
}
