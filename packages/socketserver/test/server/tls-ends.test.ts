// Connections of servers with `tls` that end by a fault of their handler, or of the server's own options.
import { readdirSync } from 'node:fs';
import { once } from 'node:events';
import type { SecureContext } from 'node:tls';
import { AsyncStreamRequestHandler, AsyncTCPServer } from '@fdset/socketserver';
import type { AnyServer, ServerTlsOptions } from '@fdset/socketserver';
import { expect, it } from 'vitest';
import { anyPort, serving, until } from '../support/servers.js';
import { connectTls, tls } from '../support/tls.js';

class Answering extends AsyncStreamRequestHandler {
  override async handle(): Promise<void> {
    await this.wfile.write('answer');
  }
}

class Reading extends AsyncStreamRequestHandler {
  override async handle(): Promise<void> {
    await this.rfile.read();
  }
}

const descriptors = (): number => readdirSync('/proc/self/fd').length;

const meet = async (server: AnyServer): Promise<void> => {
  const client = await connectTls(server);
  client.on('error', () => {}).resume();
  await once(client, 'close');
};

class Refusing extends Answering {
  override async setup(): Promise<void> {
    await super.setup();
    throw new Error('this client may not come');
  }
}

class Unfinished extends Answering {
  override finish(): Promise<void> {
    return Promise.resolve();
  }
}

it.each([
  ['setup throws', Refusing],
  ['finish is overridden', Unfinished],
])('leaves no descriptor when %s', async (_what, Handler) => {
  const server = new AsyncTCPServer(anyPort, Handler, { tls });
  server.handleError = () => {};
  serving(server);
  await meet(server);
  await until(() => server.stats().active === 0);
  const before = descriptors();
  await Promise.all([meet(server), meet(server), meet(server)]);
  await until(() => server.stats().active === 0 && descriptors() <= before);
});

it.each<[string, Partial<ServerTlsOptions>]>([
  ['a callback that is none', { ALPNCallback: 5 as never }],
  ['a context that is none', { SNICallback: (_name, done) => done(null, {} as SecureContext) }],
])('%s is no fault of the client: handleError is called', async (_what, wrong) => {
  const server = new AsyncTCPServer(anyPort, Answering, { tls: { ...tls, ...wrong } });
  const errors: unknown[] = [];
  server.handleError = (_request, _client, error) => void errors.push(error);
  serving(server);
  await expect(connectTls(server)).rejects.toMatchObject({ code: 'ECONNRESET' });
  await until(() => server.stats().failed === 1);
  expect(errors).toMatchObject([{ name: 'TypeError' }]);
});

it('a client that renegotiates again and again is disconnected', async () => {
  const server = new AsyncTCPServer(anyPort, Reading, { tls });
  server.handleError = () => expect.unreachable();
  serving(server);
  const client = await connectTls(server, { maxVersion: 'TLSv1.2' });
  client.on('error', () => {}).resume();
  const again = (): void => void client.renegotiate({}, () => !client.destroyed && again());
  again();
  await until(() => server.stats().disconnected === 1);
});
