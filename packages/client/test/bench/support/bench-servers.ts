// What benched servers do with a connection. They run in the test's own process; the bench is another one.
import { listen } from '@fdset/socket/async';
import type { AsyncSocket } from '@fdset/socket/async';
import { onTestFinished } from 'vitest';
import { urlOf } from '../../support/servers.js';

/** Anything with the verbs of a stream. */
export type Stream = Pick<AsyncSocket, 'recv' | 'sendall'>;

/** Calls `answer` with each received piece, and sends what it gives. */
export const answering =
  (answer: (piece: Buffer) => Uint8Array | Promise<Uint8Array>) =>
  async (conn: Stream): Promise<void> => {
    for (let data = await conn.recv(65_536); data.length > 0; data = await conn.recv(65_536))
      await conn.sendall(await answer(data));
  };

export const echo = answering((piece) => piece);

/** Echoes byte by byte. */
export const echoInPieces = async (conn: Stream): Promise<void> => {
  for (let data = await conn.recv(65_536); data.length > 0; data = await conn.recv(65_536))
    for (const byte of data) await conn.sendall(Uint8Array.of(byte));
};

/** Receives until the end and says nothing. */
export const silent = async (conn: Stream): Promise<void> => {
  while ((await conn.recv(65_536)).length > 0) continue;
};

/** Serves a script to every connection until the test ends; only `backlog` of them wait to be accepted. @returns the URL */
export const serveQueueing = (
  backlog: number,
  script: (conn: AsyncSocket) => Promise<void>,
): string => {
  const listener = listen({ host: '127.0.0.1', port: 0 }, { backlog });
  onTestFinished(() => listener.close());
  const accepting = async (): Promise<void> => {
    for await (const [conn] of listener.accepts()) {
      onTestFinished(() => conn.close());
      void script(conn).catch(() => {});
    }
  };
  accepting().catch(() => {});
  return urlOf(listener.getsockname());
};
