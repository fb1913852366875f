// `startTls` of handlers (STARTTLS) that is called wrongly, or while the handler does something else.
import { connect } from 'node:net';
import { connect as connectOver } from 'node:tls';
import { AsyncStreamRequestHandler, AsyncTCPServer } from '@fdset/socketserver';
import type { AnyServer, ServerOptions } from '@fdset/socketserver';
import { expect, it, onTestFinished } from 'vitest';
import { anyPort, serving, until } from '../support/servers.js';
import { ca, restOf, tls, toNodeAddress } from '../support/tls.js';

type Handle = (handler: AsyncStreamRequestHandler) => Promise<void>;

/** A server whose handler has answered the first line. */
const upgrading = (handle: Handle, options: ServerOptions = {}): AnyServer => {
  class Upgrading extends AsyncStreamRequestHandler {
    static override readonly wbufsize = 100;

    override async handle(): Promise<void> {
      await this.rfile.readline();
      await this.wfile.write('go\n');
      await this.wfile.flush();
      await handle(this);
    }
  }
  return serving(new AsyncTCPServer(anyPort, Upgrading, options));
};

/** The client of a server, whose first line was answered. */
const meet = async ({ serverAddress }: AnyServer) => {
  const client = connect(toNodeAddress(serverAddress));
  onTestFinished(() => void client.destroy());
  client.write('STARTTLS\n');
  for await (const chunk of client.iterator({ destroyOnReturn: false }))
    if (String(chunk).endsWith('go\n')) break;
  return client;
};

/** What the server answers after the handshake. */
const answerOf = async (server: AnyServer): Promise<string> =>
  restOf(connectOver({ socket: await meet(server), ca, servername: 'server.test' }));

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'none',
    ({ code }: { code: string }) => code,
  );

it('a second call is refused, and the first one goes on', async () => {
  const server = upgrading(async (handler) => {
    const first = handler.startTls(tls);
    const code = await codeOf(handler.startTls(tls));
    await first;
    await handler.wfile.write(code);
  });
  expect(await answerOf(server)).toBe('ERR_FDSET_UNSUPPORTED');
});

it('what is written while it starts goes out encrypted, in order', async () => {
  const pieces = ['a few bytes, ', 'x'.repeat(200), ' and the end'];
  const server = upgrading(async (handler) => {
    const starting = handler.startTls(tls);
    await Promise.all(pieces.map((piece) => handler.wfile.write(piece)));
    await starting;
  });
  expect(await answerOf(server)).toBe(pieces.join(''));
});

it('is refused while a read waits, which loses nothing', async () => {
  let code = '';
  const server = upgrading(async (handler) => {
    const line = handler.rfile.readline();
    code = await codeOf(handler.startTls(tls));
    await handler.wfile.write(await line);
  });
  const client = await meet(server);
  client.write('half ');
  await until(() => code !== '');
  client.write('and half\n');
  let answer = '';
  for await (const chunk of client) answer += String(chunk);
  expect([code, answer]).toEqual(['ERR_FDSET_ALREADY_WAITING', 'half and half\n']);
});

it.each([
  ['no options', undefined],
  ['no certificate', {}],
  ['a callback that is none', { ...tls, SNICallback: 5 }],
])('refuses %s, and the connection keeps its limits', async (_what, options) => {
  const codes: string[] = [];
  const server = upgrading(
    async (handler) => {
      codes.push(await codeOf(handler.startTls(options as never)));
      codes.push(await codeOf(handler.rfile.readline()));
    },
    { readTimeoutMs: 20 },
  );
  (await meet(server)).resume();
  await until(() => codes.length === 2);
  expect(codes).toEqual(['ERR_FDSET_INVALID_ARG_TYPE', 'ETIMEDOUT']);
});
