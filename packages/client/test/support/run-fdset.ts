// The built command as a process of its own: run to its end, or beside the test.
import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const fdsetPath = fileURLToPath(new URL('../../dist/fdset.js', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** A process beside the test, which is killed with it. */
export class Running {
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown[]>;
  readonly #output: Buffer[] = [];
  stderr = '';

  constructor(program: string, args: readonly string[], stdio: StdioOptions) {
    this.#child = spawn(program, args, { stdio });
    this.#exit = once(this.#child, 'close');
    // What does not read its input to the end is judged by its exit, not by our EPIPE.
    this.#child.stdin?.on('error', () => {});
    this.#child.stdout?.on('data', (data: Buffer) => this.#output.push(data));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    onTestFinished(() => this.kill('SIGKILL'));
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  get stdout(): Buffer {
    return Buffer.concat(this.#output);
  }

  /** Writes to the input; ends it after `null`. */
  type(text: string | Uint8Array | null): void {
    if (text === null) this.#child.stdin?.end();
    else this.#child.stdin?.write(text);
  }

  /** Waits until the output ends with a text. */
  prints(text: string): Promise<void> {
    return this.#until(() => this.stdout.toString().endsWith(text), this.#child.stdout);
  }

  /** Waits until the output has a text. */
  shows(text: string): Promise<void> {
    return this.#until(() => this.stdout.toString().includes(text), this.#child.stdout);
  }

  /** Waits until stderr has a text. */
  complains(text: string): Promise<void> {
    return this.#until(() => this.stderr.includes(text), this.#child.stderr);
  }

  async #until(isSo: () => boolean, stream: Readable | null): Promise<void> {
    while (!isSo()) {
      const more = once(stream as Readable, 'data').then(() => true);
      const isAlive = await Promise.race([more, this.#exit.then(() => false)]);
      if (!isAlive) throw new Error(`ended before that: ${String(this.stdout)}${this.stderr}`);
    }
  }

  closeErrors(): void {
    this.#child.stderr?.destroy();
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits for the end; the exit code, or the signal. */
  async exits(): Promise<unknown> {
    const [code, signal] = await this.#exit;
    return code ?? signal;
  }
}

/** Runs a program with an input to its end. */
export async function run(
  program: string,
  args: readonly string[],
  input: string | Uint8Array = '',
  stdio: StdioOptions = 'pipe',
): Promise<Finished> {
  const running = new Running(program, args, stdio);
  running.type(input);
  running.type(null);
  const code = (await running.exits()) as number | null;
  return { code, stdout: running.stdout, stderr: running.stderr };
}

/** Runs the command with an input to its end. */
export const runFdset = (
  args: readonly string[],
  input?: string | Uint8Array,
  stdio?: StdioOptions,
): Promise<Finished> => run(process.execPath, [fdsetPath, ...args], input, stdio);

/** Starts the command beside the test. */
export const startFdset = (args: readonly string[], stdio: StdioOptions = 'pipe'): Running =>
  new Running(process.execPath, [fdsetPath, ...args], stdio);
