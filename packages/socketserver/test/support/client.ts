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
  connectAndSend(address: Address, data: string): Promise<number>;
  recvAndClose(socket: number): Promise<string>;
  exchangeAndReset(address: Address, data: string): Promise<string>;
  exchange(address: Address, data: string): Promise<string>;
  trickle(address: Address): Promise<void>;
  exchangeMany(address: Address, count: number): Promise<number>;
  sendAndClose(address: Address, data: string): Promise<void>;
  ask(address: Address, data: string): Promise<string>;
}

/** A client on a thread, and the calls that it has not answered. */
class Connection {
  readonly worker = new Worker(new URL('../fixtures/client.mjs', import.meta.url));
  readonly #waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  #last = 0;

  constructor() {
    this.worker.on('message', ({ id, value, error }: Reply) => {
      const call = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) call?.resolve(value);
      else call?.reject(Object.assign(new Error(`the client got ${error}`), { code: error }));
    });
    this.worker.on('error', (error) => {
      for (const call of this.#waiting.values()) call.reject(error);
    });
  }

  call(verb: string, args: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(++this.#last, { resolve, reject });
      this.worker.postMessage({ id: this.#last, verb, args });
    });
  }

  /** Makes the client leave nothing of a test file to the next one. */
  async rest(): Promise<void> {
    if (this.#waiting.size === 0) await this.call('closeAll', []);
    else await this.end();
  }

  async end(): Promise<void> {
    if (lasting.fdsetClient === this) delete lasting.fdsetClient;
    await this.worker.terminate();
  }
}

// All test files of a process share one client, because a thread and its modules take as long to start as many tests.
const lasting = globalThis as { fdsetClient?: Connection };

/** The client of the test file. */
export const startClient = (): Client => {
  const connection = (lasting.fdsetClient ??= new Connection());
  afterAll(() => connection.rest());
  return new Proxy({} as Client, {
    get: (_, verb) =>
      verb === 'then' ? undefined : (...args: unknown[]) => connection.call(String(verb), args),
  });
};
