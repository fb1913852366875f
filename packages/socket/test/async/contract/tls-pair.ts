// TLS connections for tests, with the certificates of test/fixtures/tls.
import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { socketpair } from '../../../src/index.js';
import { AsyncSocket } from '../../../src/async/index.js';
import type { StartTlsOptions, TlsStream } from '../../../src/async/index.js';
import { ownedAsync } from './pairs.js';

export const pem = (name: string): string =>
  readFileSync(new URL(`../../fixtures/tls/${name}.pem`, import.meta.url), 'utf8');

export const ca = pem('ca');
export const serverOptions: StartTlsOptions = {
  serverSide: true,
  key: pem('server-key'),
  cert: pem('server'),
};
export const clientOptions: StartTlsOptions = { ca, servername: 'server.test' };

export const plainPair = (): [AsyncSocket, AsyncSocket] =>
  socketpair().map((one) => ownedAsync(AsyncSocket.from(one))) as [AsyncSocket, AsyncSocket];

export const ownedTls = (stream: TlsStream): TlsStream => {
  onTestFinished(() => stream.close());
  return stream;
};

export const shake = async (
  server: StartTlsOptions = serverOptions,
  client: StartTlsOptions = clientOptions,
  [a, b] = plainPair(),
): Promise<[TlsStream, TlsStream]> => {
  const both = await Promise.all([a.startTls(server), b.startTls(client)]);
  return both.map(ownedTls) as [TlsStream, TlsStream];
};
