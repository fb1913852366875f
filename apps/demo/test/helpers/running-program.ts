// A program that runs beside the test: the demo's servers, and Python clients that stay connected.
// What it prints is awaited line by line; it is killed when the test ends.
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { cliPath, killAtEnd, pythonClient } from './run.js';

export class RunningProgram {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #exit: Promise<[number | null, NodeJS.Signals | null]>;
  #stdout = '';
  #stderr = '';

  constructor(program: string, args: readonly string[]) {
    this.#child = spawn(program, args, { stdio: 'pipe' });
    killAtEnd(this.#child);
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

  /** Waits until the output matches, and returns the match; rejects when the program ends without. */
  async prints(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#stdout);
      if (match) return match;
      const ended = await Promise.race([
        once(this.#child.stdout, 'data').then(() => false),
        this.#exit.then(() => true),
      ]);
      if (ended && !pattern.test(this.#stdout)) {
        throw new Error(`ended without printing ${pattern}: ${this.#stdout}${this.#stderr}`);
      }
    }
  }

  /** Writes to the program's input; ends it after `null`. */
  type(text: string | null): void {
    if (text === null) this.#child.stdin.end();
    else this.#child.stdin.write(text);
  }

  /** Stops reading what the program prints, as a reader does that has hung. */
  stopReading(): void {
    this.#child.stdout.pause();
  }

  /** Closes the pipe that the program prints into. */
  closeOutput(): void {
    this.#child.stdout.destroy();
  }

  /** Waits for the end. */
  async exits(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    const [code, signal] = await this.#exit;
    return { code, signal };
  }

  /** Sends a signal and waits for the end; tells how long that took. */
  async endsOn(signal: NodeJS.Signals): Promise<{ code: number | null; tookMs: number }> {
    const sentAt = performance.now();
    const exited = once(this.#child, 'exit') as Promise<[number | null]>;
    this.#child.kill(signal);
    const [code] = await exited;
    return { code, tookMs: performance.now() - sentAt };
  }
}

/** A server of the demo on a port of the kernel's choice. */
export interface RunningServer {
  readonly program: RunningProgram;
  readonly port: number;
  readonly pid: number;
}

/** Starts a server and waits until it says that it listens. */
export async function startServer(args: readonly string[]): Promise<RunningServer> {
  const program = new RunningProgram(process.execPath, [cliPath, ...args, '--port', '0']);
  return { program, port: await listeningPort(program), pid: program.pid };
}

/** Waits until a server says that it listens, and returns its port. */
export async function listeningPort(program: RunningProgram): Promise<number> {
  const match = await program.prints(/^listening on 127\.0\.0\.1:(\d+)\n/);
  return Number(match[1]);
}

/** Starts a Python client that stays. */
export function startPython(client: string, args: readonly (string | number)[]): RunningProgram {
  return new RunningProgram('python3', [pythonClient(client), ...args.map(String)]);
}
