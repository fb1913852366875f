// Runs a program to its end and returns its output. Python clients are named by their file in clients/.
import { spawn } from 'node:child_process';
import type { ChildProcess, ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const cliPath = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

// The global set-up has found the interpreter itself. Without site-packages it starts six times as fast.
const python = [process.env['PYTHON'] ?? 'python3', '-S', '-E'] as const;

/** The output of a program is compared: blocks and no colours, whatever the variables of whoever runs the tests say. */
export const plainEnv: NodeJS.ProcessEnv = {
  ...process.env,
  LC_ALL: 'C.UTF-8',
  FORCE_COLOR: undefined,
  // npm test's runner sets it for its own report.
  NO_COLOR: undefined,
  COLUMNS: undefined,
};

export interface Finished {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Kills a child if it has not ended. */
export function killRest(child: ChildProcess): void {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
}

/** Runs a program with an input. The caller judges the exit code. */
export function run(
  program: string,
  args: readonly string[],
  input: string | Uint8Array = '',
): Promise<Finished> {
  const child = spawn(program, args, { stdio: 'pipe', env: plainEnv });
  onTestFinished(() => killRest(child));
  return finished(child, input);
}

/** Runs a program in a hook. The program must end by itself. */
export function runInHook(program: string, args: readonly string[]): Promise<Finished> {
  return finished(spawn(program, args, { stdio: 'pipe', env: plainEnv }), '');
}

async function finished(
  child: ChildProcessWithoutNullStreams,
  input: string | Uint8Array,
): Promise<Finished> {
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (data: Buffer) => stdout.push(data));
  child.stderr.on('data', (data: Buffer) => stderr.push(data));
  // If a program does not read all of its input, its exit code counts and not our EPIPE.
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
  const [program, ...flags] = python;
  const file = fileURLToPath(new URL(`../clients/${client}.py`, import.meta.url));
  const { code, stdout, stderr } = await run(program, [...flags, file, ...args.map(String)], input);
  if (code !== 0) throw new Error(`${client}: ${stderr}`);
  return stdout.toString();
}
