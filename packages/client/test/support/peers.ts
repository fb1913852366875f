// Servers of the test's own thread, which never blocks: what a server says is written in the test itself.
import { listen } from '@fdset/socket/async';
import type { Address } from '@fdset/socket';
import type { AsyncSocket } from '@fdset/socket/async';
import { onTestFinished } from 'vitest';
import { urlOf } from './servers.js';

/** What a server does with its connection of this number, from 0 on. */
export type Script = (conn: AsyncSocket, index: number) => Promise<void>;

/** A server, and what it has accepted. */
export interface Served {
  readonly url: string;
  readonly address: Address;
  readonly connections: readonly AsyncSocket[];
  /** Stops accepting; nothing listens then. */
  close(): void;
}

/** Serves a script to every connection at once, until the test ends. A script that fails has lost its connection. */
export const serve = (
  script: Script,
  address: Address = { host: '127.0.0.1', port: 0 },
): Served => {
  const listener = listen(address);
  const connections: AsyncSocket[] = [];
  const close = (): void => listener.close();
  onTestFinished(() => {
    close();
    for (const conn of connections) conn.close();
  });
  const accepting = async (): Promise<void> => {
    for await (const [conn] of listener.accepts()) {
      connections.push(conn);
      void script(conn, connections.length - 1)
        .catch(() => {})
        .finally(() => conn.close());
    }
  };
  accepting().catch(() => {});
  return {
    url: urlOf(listener.getsockname()),
    address: listener.getsockname(),
    connections,
    close,
  };
};

/** Answers every line with itself in upper case. */
export const upperLines: Script = async (conn) => {
  for await (const chunk of conn) await conn.sendall(chunk.toString().toUpperCase());
};

/** Reads until the client ends, and says nothing. */
export const silent: Script = async (conn) => {
  for await (const chunk of conn) void chunk;
};

/** Ends a connection with a reset instead of an orderly end. */
export const reset = (conn: AsyncSocket): void => {
  conn.setLinger(0);
  conn.close();
};
