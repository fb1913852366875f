// Programs that tests start, and the tools that watch them.
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** A fixture that runs, and says something line by line. */
export interface Program {
  readonly pid: number;
  /** How it ended: exit code and signal. */
  readonly exited: Promise<unknown[]>;
  next(): Promise<string>;
  say(line: string): void;
  end(): void;
}

/** Whether a program of the system is here and works. */
export const hasTool = (name: string, args: string[] = ['--version']): boolean =>
  spawnSync(name, args, { stdio: 'ignore' }).status === 0;

/** The path of a file in test/fixtures. */
export const fixture = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

/** Starts a program and ends it with the test. */
export const start = (command: string, args: string[]): Program => {
  const child: ChildProcess = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const iterator = lines[Symbol.asyncIterator]();
  return {
    pid: child.pid as number,
    exited,
    next: async () => String((await iterator.next()).value),
    say: (line) => void child.stdin?.write(`${line}\n`),
    end: () => void child.stdin?.end(),
  };
};

/** What comes back on one connection until it is closed. */
export const askOnce = (port: number, words: string): Promise<string> =>
  new Promise((resolve) => {
    let answer = '';
    const socket = createConnection(port, '127.0.0.1', () => socket.end(words));
    socket.on('data', (data) => (answer += data.toString()));
    socket.on('error', (error: NodeJS.ErrnoException) => (answer += error.code ?? ''));
    socket.on('close', () => resolve(answer));
  });

/** A connection that is held until it is told to end. */
export const hold = async (port: number, words: string) => {
  const socket = createConnection(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(words);
  return socket;
};
