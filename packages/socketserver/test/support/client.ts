// A client in another thread, which may block while the server under test has this one.
import { Worker } from 'node:worker_threads';
import type { Address } from '@fdset/socket';
import { afterAll } from 'vitest';

type Reply = { id: number; value?: unknown; error?: string };

/** The verbs of test/fixtures/client.mjs. */
export interface Client {
  ready(): Promise<boolean>;
  connect(address: Address): Promise<number>;
  datagram(address: Address, options?: { bound?: boolean; name?: string }): Promise<number>;
  send(socket: number, data: string): Promise<void>;
  recv(socket: number, bytes?: number): Promise<string>;
  recvAll(socket: number): Promise<string>;
  finish(socket: number): Promise<void>;
  /** What has come already; null when nothing has. */
  tryRecv(socket: number): Promise<string | null>;
  close(socket: number): Promise<void>;
  reset(socket: number): Promise<void>;
  recvAndClose(socket: number): Promise<string>;
  exchangeAndReset(address: Address, data: string): Promise<string>;
  exchange(address: Address, data: string): Promise<string>;
  exchangeMany(address: Address, count: number): Promise<number>;
  sendAndClose(address: Address, data: string): Promise<void>;
  ask(address: Address, data: string): Promise<string>;
}

/** Starts a client that ends with the test file. */
export const startClient = (): Client => {
  const worker = new Worker(new URL('../fixtures/client.mjs', import.meta.url));
  const waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  let last = 0;
  worker.on('message', ({ id, value, error }: Reply) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) call?.resolve(value);
    else call?.reject(Object.assign(new Error(`the client got ${error}`), { code: error }));
  });
  worker.on('error', (error) => {
    for (const call of waiting.values()) call.reject(error);
  });
  afterAll(() => worker.terminate());
  const call = (verb: string, args: unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      worker.postMessage({ id: last, verb, args });
    });
  return new Proxy({} as Client, {
    get: (_, verb) =>
      verb === 'then' ? undefined : (...args: unknown[]) => call(String(verb), args),
  });
};
