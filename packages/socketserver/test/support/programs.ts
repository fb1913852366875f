// Programs that tests start, and the tools that watch them.
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
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
  const child = endWithTest(spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] }));
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const iterator = lines[Symbol.asyncIterator]();
  return {
    pid: child.pid as number,
    exited,
    next: async () => String((await iterator.next()).value),
    say: (line) => void child.stdin.write(`${line}\n`),
    end: () => void child.stdin.end(),
  };
};

type Closing = Readable | Writable;

const closed = (stream: Closing | null | undefined): Promise<void> =>
  new Promise((resolve) => {
    if (stream === null || stream === undefined || stream.closed) return resolve();
    stream.once('close', resolve);
    stream.destroy();
  });

/** Closes a stream with the test, and waits until it is closed, because the next test may look at open descriptors. */
export const closeWithTest = <Stream extends Closing>(stream: Stream): Stream => {
  onTestFinished(() => closed(stream));
  return stream;
};

/** Kills a child process with the test, and closes the pipes to it. */
export const endWithTest = <Child extends ChildProcess>(child: Child): Child => {
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await Promise.all(child.stdio.map(closed));
  });
  return child;
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

/** A connection that is held until it is told to end, or the test ends. */
export const hold = async (port: number, words: string) => {
  const socket = closeWithTest(createConnection(port, '127.0.0.1'));
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(words);
  return socket;
};
