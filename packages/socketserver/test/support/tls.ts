// The clients and the certificate of servers with `tls`.
import { readFileSync } from 'node:fs';
import type { NetConnectOpts } from 'node:net';
import { connect } from 'node:tls';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { isUnixAddress } from '@fdset/socket';
import type { Address } from '@fdset/socket';
import type { AnyServer, ServerTlsOptions } from '@fdset/socketserver';
import { onTestFinished } from 'vitest';

const pem = (name: string): string =>
  readFileSync(new URL(`../../../socket/test/fixtures/tls/${name}.pem`, import.meta.url), 'utf8');

export const ca = pem('ca');
export const tls: ServerTlsOptions = { key: pem('server-key'), cert: pem('server') };

/** Where a client of Node's connects to. */
export const toNodeAddress = (address: Address): NetConnectOpts =>
  isUnixAddress(address)
    ? { path: String(address.path) }
    : { host: address.host, port: address.port };

/** A client that has made its handshake. */
export const connectTls = (
  { serverAddress }: AnyServer,
  options: ConnectionOptions = {},
): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const socket = connect({
      ...toNodeAddress(serverAddress),
      ca,
      servername: 'server.test',
      ...options,
    });
    onTestFinished(() => void socket.destroy());
    socket.once('secureConnect', () => resolve(socket));
    socket.once('error', reject);
  });

/** Everything up to the end of TLS; an end without close_notify is an error. */
export const restOf = async (socket: TLSSocket): Promise<string> => {
  let all = '';
  for await (const chunk of socket) all += String(chunk);
  return all;
};

/** One request, ended by the client, and its answer. */
export const askTls = async (server: AnyServer, data: string): Promise<string> => {
  const socket = await connectTls(server);
  socket.end(data);
  return restOf(socket);
};
