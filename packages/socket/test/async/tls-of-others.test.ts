// TLS with node:tls and OpenSSL at the other end.
import { spawn } from 'node:child_process';
import * as tls from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import type { InetAddress } from '../../src/index.js';
import { connect, listen } from '../../src/async/index.js';
import { ownedAsync } from './contract/pairs.js';
import { ca, clientOptions, ownedTls, pem, serverOptions } from './contract/tls-pair.js';

/** A TLS server of Node's that answers in upper case, for clients of ours. */
const nodeServer = async (): Promise<number> => {
  const server = tls.createServer({ key: pem('server-key'), cert: pem('server') }, (socket) =>
    socket.on('data', (data) => socket.write(data.toString().toUpperCase())),
  );
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { port: number }).port;
};

it('talks to a server of node:tls and to a client of it', async () => {
  const port = await nodeServer();
  const sock = await connect({ host: '127.0.0.1', port });
  const client = ownedTls(await sock.startTls(clientOptions));
  await client.sendall('hello');
  expect((await client.recv(10)).toString()).toBe('HELLO');

  const listener = ownedAsync(listen({ host: '127.0.0.1', port: 0 } as InetAddress));
  const { port: ours } = listener.getsockname();
  const theirs = tls.connect({ host: '127.0.0.1', port: ours, ca, servername: 'server.test' });
  onTestFinished(() => void theirs.destroy());
  const [accepted] = await listener.accept();
  const server = ownedTls(await accepted.startTls(serverOptions));
  theirs.write('from node');
  expect((await server.recv(20)).toString()).toBe('from node');
});

it('answers openssl s_client', async (context) => {
  const listener = ownedAsync(listen({ host: '127.0.0.1', port: 0 } as InetAddress));
  const { port } = listener.getsockname();
  const child = spawn('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, '-quiet'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const missing = await new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(true));
    child.once('spawn', () => resolve(false));
  });
  if (missing) return context.skip();
  onTestFinished(() => void child.kill('SIGKILL'));
  const [accepted] = await listener.accept();
  const server = ownedTls(await accepted.startTls(serverOptions));
  child.stdin.write('over openssl\n');
  const line = await server.recv(100);
  await server.sendall(line.toString().toUpperCase());
  const [answer] = (await new Promise((resolve) =>
    child.stdout.once('data', (data: Buffer) => resolve([data])),
  )) as [Buffer];
  expect(answer.toString()).toBe('OVER OPENSSL\n');
});
