// All processes that a tour starts. None may outlive it, neither after Ctrl-C nor after an error; guard.ts sees to it after SIGKILL.
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once, setMaxListeners } from 'node:events';
import { Guard } from './guard.js';

/** A child that hangs must not delay the tour, but on a slow, busy machine a child may take seconds to end by itself. */
const GRACE_MS = 60_000;

export class Children {
  readonly #alive = new Set<ChildProcessWithoutNullStreams>();
  readonly #ending = new AbortController();
  readonly #program: string;
  readonly #guard = new Guard();
  #failure: Error | undefined;

  /** @param program - the demo's command line, which is this process's own unless it is another program */
  constructor(program = process.argv[1]!) {
    this.#program = program;
    // Every client that waits listens to it.
    setMaxListeners(0, this.ending);
    process.once('exit', () => this.#signalAll('SIGKILL'));
  }

  /** Why the tour cannot go on, if a child has said so. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** A path for a folder of the tour, which is removed at the latest when the tour has been killed. */
  get folder(): string {
    return this.#guard.folder;
  }

  /** Aborted when all children must end, which ends all waiting for them. */
  get ending(): AbortSignal {
    return this.#ending.signal;
  }

  /** Starts a command of this demo in a process of its own; throws when all children must end. */
  start(args: readonly string[]): ChildProcessWithoutNullStreams {
    return this.startProgram(process.execPath, [this.#program, ...args]);
  }

  /** Starts another program, which must exist. */
  startProgram(file: string, args: readonly string[]): ChildProcessWithoutNullStreams {
    this.ending.throwIfAborted();
    const child = spawn(file, args, { stdio: 'pipe' });
    this.#alive.add(child);
    child.once('exit', () => this.#alive.delete(child));
    // An error of writing to a child that has just ended is ignored, because its exit is reported.
    child.stdin.on('error', () => {});
    return child;
  }

  /** A child cannot do what it is for: all waiting for children ends, and the tour with it. */
  fail(failure: Error): void {
    if (this.ending.aborted) return;
    this.#failure = failure;
    this.#ending.abort();
  }

  /** Ends all running children and waits until they have ended. */
  async stopAll(): Promise<void> {
    this.#ending.abort();
    const endings = [...this.#alive].map((child) => once(child, 'exit'));
    this.#signalAll('SIGTERM');
    // One that is paused hears it when it goes on.
    this.#signalAll('SIGCONT');
    const timer = setTimeout(() => this.#signalAll('SIGKILL'), GRACE_MS);
    await Promise.all(endings);
    clearTimeout(timer);
    this.#guard.dismiss();
  }

  #signalAll(signal: NodeJS.Signals): void {
    for (const child of this.#alive) child.kill(signal);
  }
}
