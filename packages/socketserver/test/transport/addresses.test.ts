import { SOMAXCONN } from '@fdset/socket';
import { expect, it } from 'vitest';
import { BaseRequestHandler, TCPServer } from '@fdset/socketserver';
import { startClient } from '../support/client.js';
import { anyPort, serving } from '../support/servers.js';

const client = startClient();

class Echo extends BaseRequestHandler {
  override handle(): void {
    this.request.sendall(this.request.recv(1000));
  }
}

it('B: an address with colons makes an IPv6 server', async () => {
  await using server = new TCPServer({ host: '::1', port: 0 }, Echo);
  expect(server.serverAddress).toMatchObject({ host: '::1' });
});

it('B: an IPv6 server takes IPv4 clients with dualstackIPv6, and only then', async () => {
  const address = { host: '::', port: 0 };
  const portOf = (server: TCPServer): number => (server.serverAddress as { port: number }).port;
  const both = serving(new TCPServer(address, Echo, { dualstackIPv6: true }));
  const reply = client.exchange({ host: '127.0.0.1', port: portOf(both) }, 'four');
  expect(await reply).toBe('four');
  await using six = new TCPServer(address, Echo);
  await expect(client.connect({ host: '127.0.0.1', port: portOf(six) })).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  });
});

it('B: the backlog is SOMAXCONN, not 5', async () => {
  await using server = new TCPServer(anyPort, Echo);
  expect(server.requestQueueSize).toBe(SOMAXCONN);
});
