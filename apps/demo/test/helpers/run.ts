// Runs a program to its end and returns what it printed; Python clients are named by their file in clients/.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const cliPath = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface Finished {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Kills a child at the end of the test, whatever became of it. */
export function killAtEnd(child: ChildProcess): void {
  onTestFinished(() => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  });
}

/** Runs a program with an input; its exit code is for the caller to judge. */
export async function run(
  program: string,
  args: readonly string[],
  input: string | Uint8Array = '',
): Promise<Finished> {
  const child = spawn(program, args, { stdio: 'pipe' });
  killAtEnd(child);
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (data: Buffer) => stdout.push(data));
  child.stderr.on('data', (data: Buffer) => stderr.push(data));
  // A program that does not read its input to the end is judged by its exit, not by our EPIPE.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString(), code, signal };
}

/** Runs the demo's command line. */
export function runDemo(args: readonly string[], input?: string | Uint8Array): Promise<Finished> {
  return run(process.execPath, [cliPath, ...args], input);
}

/** Runs a Python client and returns its standard output; a client that fails fails the test. */
export async function runPython(
  client: string,
  args: readonly (string | number)[],
  input?: string,
): Promise<string> {
  const finished = await run('python3', [pythonClient(client), ...args.map(String)], input);
  if (finished.code !== 0) throw new Error(`${client}: ${finished.stderr}`);
  return finished.stdout.toString();
}

export function pythonClient(name: string): string {
  return fileURLToPath(new URL(`../clients/${name}.py`, import.meta.url));
}
