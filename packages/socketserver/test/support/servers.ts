// Servers that close themselves at the end of a test, and what tests look at from outside.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AF_INET, SOCK_DGRAM, Socket } from '@fdset/socket';
import type { InetAddress, UnixAddress } from '@fdset/socket';
import { expect, onTestFinished } from 'vitest';
import type { AnyServer } from '@fdset/socketserver';

const makeDirectory = (): string => mkdtempSync(join(tmpdir(), 'fdset-server-'));
const removeDirectory = (path: string): void => rmSync(path, { recursive: true, force: true });

/** A fresh directory that is removed when the running test ends. */
export const freshDirectory = (): string => {
  const path = makeDirectory();
  onTestFinished(() => removeDirectory(path));
  return path;
};

export const freshPath = (): UnixAddress => ({ path: join(freshDirectory(), 'socket') });

/** A path for more than one test, which has to be removed. */
export const lastingPath = (): { address: UnixAddress; remove: () => void } => {
  const directory = makeDirectory();
  return {
    address: { path: join(directory, 'socket') },
    remove: () => removeDirectory(directory),
  };
};

export const anyPort: InetAddress = { host: '127.0.0.1', port: 0 };

type Serving = AnyServer & { serveForever(): Promise<void> };

/** Begins to serve; the test's end closes the server. */
export const serving = <Server extends Serving>(server: Server): Server => {
  const served = server.serveForever();
  onTestFinished(async () => {
    await server.serverClose({ graceMs: 2000 });
    await served;
  });
  return server;
};

/** Waits for something once, because this thread keeps a descriptor from its first wait on. */
export const waitOnce = (): void => {
  const socket = new Socket(AF_INET, SOCK_DGRAM);
  socket.bind(anyPort);
  socket.settimeout(1);
  expect(() => socket.recv(1)).toThrow('timed out');
  socket.close();
};

// The time between two looks. Looks into /proc take the processor from the processes that a test waits for.
const LOOK_MS = 5;

/** Waits until a condition holds, and looks now and then. */
export const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
};

/** What an action throws; undefined when it does not. */
export const thrownBy = (action: () => unknown): unknown => {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
};

/** Returns only those options that a class has. */
export const knownTo = <Options extends object>(
  { optionNames }: { readonly optionNames: readonly string[] },
  options: Options,
): Options =>
  Object.fromEntries(
    Object.entries(options).filter(([name]) => optionNames.includes(name)),
  ) as Options;
