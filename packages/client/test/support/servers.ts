// Servers that answer: in a thread of their own (fixtures/server.mjs), and listeners of the test's own thread.
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { EVENT_READ, whenReady } from '@fdset/selectors';
import { createListener, describeAddress, isUnixAddress } from '@fdset/socket';
import type { Address, Socket } from '@fdset/socket';
import { afterAll, beforeAll, onTestFinished } from 'vitest';

export type Kind = 'echo' | 'upper' | 'silent' | 'count' | 'once';

const anyPort = { host: '127.0.0.1', port: 0 };

export const urlOf = (address: Address): string =>
  isUnixAddress(address) ? `unix://${String(address.path)}` : `tcp://${describeAddress(address)}`;

const start = async (kind: Kind, address: Address): Promise<{ worker: Worker; url: string }> => {
  const file = new URL('../fixtures/server.mjs', import.meta.url);
  const worker = new Worker(file, { workerData: { kind, address } });
  const [bound] = (await once(worker, 'message')) as [Address];
  return { worker, url: urlOf(bound) };
};

/** Starts a server that ends with the test; resolves to its URL. */
export const startServer = async (kind: Kind, address: Address = anyPort): Promise<string> => {
  const { worker, url } = await start(kind, address);
  onTestFinished(async () => void (await worker.terminate()));
  return url;
};

/** One server for all tests of a group; returns how to get at its URL. */
export const sharedServer = (kind: Kind): (() => string) => {
  let server: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    server = await start(kind, anyPort);
  });
  afterAll(async () => void (await server.worker.terminate()));
  return () => server.url;
};

/** Closes a socket or a client when the running test ends. */
export const owned = <T extends { close(): void }>(one: T): T => {
  onTestFinished(() => one.close());
  return one;
};

/** A listener of this thread, and its URL. */
export const ownedListener = (address: Address = anyPort): { listener: Socket; url: string } => {
  const listener = owned(createListener(address));
  return { listener, url: urlOf(listener.getsockname()) };
};

/** A fresh path for a socket, which is removed when the running test ends. */
export const freshPath = (name = 'a.sock'): string => {
  const folder = mkdtempSync(join(tmpdir(), 'fdset-client-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, name);
};

/** A URL at which nothing listens. */
export const refusedUrl = (): string => {
  const { listener, url } = ownedListener();
  listener.close();
  return url;
};

/** Waits for the next connection without blocking the test's thread, so that the guard against hanging can end it. */
export const accepted = async (listener: Socket): Promise<Socket> => {
  await whenReady(listener, EVENT_READ);
  return owned(listener.accept()[0]);
};
