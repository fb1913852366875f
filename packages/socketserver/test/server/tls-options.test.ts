// The `tls` option, which is checked when the server is made.
import { createSecureContext } from 'node:tls';
import {
  AsyncStreamRequestHandler,
  AsyncTCPServer,
  AsyncUDPServer,
  StreamRequestHandler,
  TCPServer,
  ThreadPoolTCPServer,
} from '@fdset/socketserver';
import type { ServerTlsOptions } from '@fdset/socketserver';
import { expect, it } from 'vitest';
import { anyPort, thrownBy } from '../support/servers.js';
import { tls } from '../support/tls.js';

const lines = {
  module: new URL('../fixtures/async-file-handlers.mjs', import.meta.url),
  name: 'AsyncLineHandler',
};

class Lines extends AsyncStreamRequestHandler {
  override async handle(): Promise<void> {
    await this.rfile.readline();
  }
}

const make = (options: unknown): unknown =>
  thrownBy(() => new AsyncTCPServer(anyPort, Lines, { tls: options as ServerTlsOptions }));
it.each([
  ['no object', 'yes', /must be an object/],
  ['no certificate', {}, /needs a certificate/],
  ['a certificate that is none', { key: 'k.pem', cert: 'c.pem' }, /no PEM text/],
  ['a certificate without its key', { cert: tls.cert }, /needs the key/],
  ['a callback that is none', { ...tls, SNICallback: 5 }, /SNICallback/],
  ['inherited options', Object.create(tls), /needs a certificate/],
  ['the limit of node:tls', { ...tls, handshakeTimeout: 5 }, /handshakeTimeoutMs/],
  ['a limit that is no time', { ...tls, handshakeTimeoutMs: -1 }, /handshakeTimeoutMs/],
])('%s', (_what, options, message) => {
  expect(make(options)).toMatchObject({ message: expect.stringMatching(message) as string });
});

it('datagrams', () => {
  const made = thrownBy(() => new AsyncUDPServer(anyPort, lines, { tls }));
  expect(made).toMatchObject({ code: 'ERR_FDSET_UNSUPPORTED' });
});

it('a handler that would not encrypt, given as a class or by its module', async () => {
  class Synchronous extends StreamRequestHandler {
    override handle(): void {}
  }
  const refused = { code: 'ERR_FDSET_INVALID_ARG_TYPE' };
  expect(thrownBy(() => new TCPServer(anyPort, Synchronous, { tls }))).toMatchObject(refused);
  const name = 'LineHandler';
  const reference = { module: new URL('../fixtures/handlers.mjs', import.meta.url), name };
  await using server = new TCPServer(anyPort, reference, { tls });
  await expect(server.serveForever()).rejects.toMatchObject(refused);
  await using threads = new ThreadPoolTCPServer(anyPort, reference, { tls });
  await expect(threads.serveForever()).rejects.toMatchObject({
    message: expect.stringContaining('would not encrypt') as string,
  });
});

it.each([
  ['SNICallback', { ...tls, SNICallback: () => {} }],
  ['secureContext', { ...tls, secureContext: createSecureContext(tls as object) }],
])('%s cannot be sent to a worker', (name, options) => {
  const made = thrownBy(() => new ThreadPoolTCPServer(anyPort, lines, { tls: options }));
  expect(made).toMatchObject({ message: expect.stringContaining(`tls.${name}`) as string });
});
