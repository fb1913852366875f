// Sockets that close themselves at the end of a test, and other helpers.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Socket, createListener, errnoNumbers, socketpair } from '../../src/index.js';
import type { InetAddress } from '../../src/index.js';

/** Closes `socket` when the running test ends. */
export const owned = (socket: Socket): Socket => {
  onTestFinished(() => socket.close());
  return socket;
};

/** A connected pair that is closed when the running test ends. */
export const ownedPair = (...kind: Parameters<typeof socketpair>): [Socket, Socket] => {
  const [a, b] = socketpair(...kind);
  return [owned(a), owned(b)];
};

/** A TCP listener on a free port of 127.0.0.1, and its address. */
export const ownedListener = (): { listener: Socket; address: InetAddress } => {
  const listener = owned(createListener({ host: '127.0.0.1', port: 0 }));
  return { listener, address: listener.getsockname() as InetAddress };
};

/** Both ends of a TCP connection. */
export const ownedTcpPair = (): { client: Socket; server: Socket } => {
  const { listener, address } = ownedListener();
  const client = owned(new Socket());
  client.connect(address);
  const [server] = listener.accept();
  return { client, server: owned(server) };
};

/** A port of 127.0.0.1 on which nobody listens. */
export const refusedAddress = (): InetAddress => {
  const { listener, address } = ownedListener();
  listener.close();
  return address;
};

/** A fresh directory that is removed when the running test ends. */
export const freshDirectory = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'fdset-socket-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
};

/** The error that `call` throws. The test fails if it throws nothing. */
export const thrownBy = <T = Error & { code: string; errno: number }>(call: () => unknown): T => {
  try {
    call();
  } catch (error) {
    return error as T;
  }
  throw new Error('expected an error');
};

/** The positive number of an errno. */
export const errno = (name: string): number => errnoNumbers[name] ?? Number.NaN;

/** Runs `call` and returns how long it took. */
export const measure = (call: () => void): { wallMs: number } => {
  const startedAt = performance.now();
  call();
  return { wallMs: performance.now() - startedAt };
};
