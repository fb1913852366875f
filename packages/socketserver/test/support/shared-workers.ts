// What tests of workers with several requests share.
import { ProcessPoolTCPServer, ThreadPoolTCPServer } from '@fdset/socketserver';
import type { AnyServer } from '@fdset/socketserver';
import type { Client } from './client.js';

/** A handler of test/fixtures/async-handlers.mjs. */
export const handlerOf = (name: string, query = '') => ({
  module: new URL(`../fixtures/async-handlers.mjs${query}`, import.meta.url),
  name,
});

type Pool = typeof ThreadPoolTCPServer;

export const pools = [
  ['threads', ThreadPoolTCPServer],
  ['processes', ProcessPoolTCPServer as unknown as Pool],
] as const;

interface Told {
  readonly code?: string;
  readonly message: string;
}

/** What handleError is told. */
export const errorsOf = (server: ThreadPoolTCPServer | ProcessPoolTCPServer): Told[] => {
  const errors: Told[] = [];
  server.handleError = (_request, _client, error) => void errors.push(error as Error);
  return errors;
};

/** Makes connections that stay, and asks on them. */
export const asking = (client: Client) => ({
  connectAll: async ({ serverAddress }: AnyServer, count: number): Promise<number[]> => {
    const sockets: number[] = [];
    for (let i = 0; i < count; i++) sockets.push(await client.connect(serverAddress));
    return sockets;
  },
  ask: async (socket: number, word = 'where'): Promise<string> => {
    await client.send(socket, word);
    return client.recv(socket);
  },
});
