// A program that runs during the test: a server of the demo, or a client that stays connected. Tests wait for its output
// by patterns. The program is killed when the test or the file ends.
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { cliPath, killRest, plainEnv } from './run.js';

export class RunningProgram {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #exit: Promise<[number | null, NodeJS.Signals | null]>;
  #stdout = '';
  #stderr = '';

  constructor(program: string, args: readonly string[]) {
    this.#child = spawn(program, args, { stdio: 'pipe', env: plainEnv });
    this.#child.stdin.on('error', () => {});
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.#exit = once(this.#child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /**
   * Waits until the output from `offset` on matches, and returns the match. Rejects if the program ends without a match.
   */
  async prints(pattern: RegExp, offset = 0): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#stdout.slice(offset));
      if (match) return match;
      const ended = await Promise.race([
        once(this.#child.stdout, 'data').then(() => false),
        this.#exit.then(() => true),
      ]);
      if (ended && !pattern.test(this.#stdout.slice(offset))) {
        throw new Error(`ended without printing ${pattern}: ${this.#stdout}${this.#stderr}`);
      }
    }
  }

  /** Writes to the program's input; `null` ends the input. */
  type(text: string | null): void {
    if (text === null) this.#child.stdin.end();
    else this.#child.stdin.write(text);
  }

  /** Stops reading the program's output, like a reader that hangs. */
  stopReading(): void {
    this.#child.stdout.pause();
  }

  /** Closes the pipe of the program's standard output. */
  closeOutput(): void {
    this.#child.stdout.destroy();
  }

  /** Closes the pipe of the program's standard error. */
  closeErrors(): void {
    this.#child.stderr.destroy();
  }

  /** Waits for the end of the program. */
  async exits(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    const [code, signal] = await this.#exit;
    return { code, signal };
  }

  /** Sends a signal and waits for the end, and for all output until then if the output is read. */
  async endsOn(signal: NodeJS.Signals): Promise<{ code: number | null }> {
    const exited = once(this.#child, 'exit') as Promise<[number | null]>;
    this.#child.kill(signal);
    const [code] = await exited;
    if (!this.#child.stdout.isPaused()) await this.#exit;
    return { code };
  }

  /** Kills the program if it still runs. */
  kill(): void {
    killRest(this.#child);
  }
}

/** Starts a program that ends with the test. */
export function startProgram(program: string, args: readonly string[]): RunningProgram {
  const running = new RunningProgram(program, args);
  onTestFinished(() => running.kill());
  return running;
}

/** Starts a command of the demo that ends with the test. */
export function startDemo(args: readonly string[]): RunningProgram {
  return startProgram(process.execPath, [cliPath, ...args]);
}

/** A server of the demo on a port of the kernel's choice. */
export interface RunningServer {
  readonly program: RunningProgram;
  readonly port: number;
  readonly pid: number;
}

/** Starts a server and waits until it says that it listens. */
export async function startServer(args: readonly string[]): Promise<RunningServer> {
  return listening(startDemo([...args, '--port', '0']));
}

/** Waits until a server says that it listens. */
export async function listening(program: RunningProgram): Promise<RunningServer> {
  const match = await program.prints(/^listening on 127\.0\.0\.1:(\d+)\n/);
  return { program, port: Number(match[1]), pid: program.pid };
}

/** Starts one server for all tests of a group that do not change its state. The result returns the server. */
export function sharedServer(args: readonly string[]): () => RunningServer {
  let server: RunningServer;
  beforeAll(async () => {
    const program = new RunningProgram(process.execPath, [cliPath, ...args, '--port', '0']);
    server = await listening(program);
  });
  afterAll(() => server.program.kill());
  return () => server;
}
