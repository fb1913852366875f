// All requests of a server share its socket. No request can end the socket for the others.
import { expect, it } from 'vitest';
import {
  BaseRequestHandler,
  ForkingUDPServer,
  ProcessPoolUDPServer,
  TCPServer,
  ThreadPoolUDPServer,
  UDPServer,
} from '@fdset/socketserver';
import { startClient } from '../support/client.js';
import { anyPort, serving, until } from '../support/servers.js';

const client = startClient();
const module = new URL('../fixtures/shared-socket-handler.mjs', import.meta.url);
const handler = { module, name: 'SharedSocketHandler' };
const words = ['close', 'dispose', 'detach', 'nonblocking', 'shutdown', 'connect'];

it.each([
  UDPServer,
  ThreadPoolUDPServer,
  ProcessPoolUDPServer,
  ForkingUDPServer,
] as (typeof UDPServer)[])(
  '%o: whatever a handler does to its socket, the next request has one as good as new',
  async (Class) => {
    class Server extends Class {
      override handleError(): void {}
    }
    const options: object = Class.name.includes('Pool') ? { maxWorkers: 1 } : {};
    const server = serving(new Server(anyPort, handler, options));
    for (const [index, word] of words.entries()) {
      const socket = await client.datagram(server.serverAddress);
      await client.send(socket, word);
      await until(() => server.stats().active === 0 && server.stats().accepted === 2 * index + 1);
      await client.close(socket);
      expect(await client.ask(server.serverAddress, 'next')).toBe('next null');
      await until(() => server.stats().active === 0);
    }
  },
);

it('a server whose own socket is closed while it serves says so, and does not wait for ever', async () => {
  class Closing extends BaseRequestHandler {
    override handle(): void {
      (this.server as TCPServer).socket.close();
    }
  }
  await using server = new TCPServer(anyPort, Closing);
  const served = server.serveForever().then(
    () => 'served to the end',
    (error: unknown) => (error as { code?: unknown }).code,
  );
  const socket = await client.connect(server.serverAddress);
  expect(await served).toBe('ERR_FDSET_CLOSED');
  await client.close(socket);
});
