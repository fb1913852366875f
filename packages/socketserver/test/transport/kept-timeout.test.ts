import { ProcessPoolTCPServer, TCPServer, ThreadingTCPServer } from '@fdset/socketserver';
import type { Address, Socket } from '@fdset/socket';
import { expect, it } from 'vitest';
import { startClient } from '../support/client.js';
import { anyPort, serving } from '../support/servers.js';

const handlers = new URL('../fixtures/handlers.mjs', import.meta.url);
const handler = { module: handlers, name: 'TimeoutHandler' };
const client = startClient();

const limiting = (request: Socket): boolean => {
  request.settimeout(4321.5);
  return true;
};

class Here extends TCPServer {
  override verifyRequest = (request: Socket, _from: Address | null): boolean => limiting(request);
}
class OnThread extends ThreadingTCPServer {
  override verifyRequest = (request: Socket, _from: Address | null): boolean => limiting(request);
}
class InProcess extends ProcessPoolTCPServer {
  override verifyRequest = (request: Socket, _from: Address | null): boolean => limiting(request);
}

it.each([
  ['here', Here, '4321.5'],
  ['on a thread, in whole milliseconds', OnThread, '4322'],
  ['in a process', InProcess, '4321.5'],
])(
  "a hook's timeout is the handler's, also beside idleTimeoutMs: %s",
  async (_, Server, expected) => {
    const server = serving(new Server(anyPort, handler, { idleTimeoutMs: 500_000 }));
    expect(await client.exchange(server.serverAddress, 'how long?')).toBe(expected);
  },
);

it.each([TCPServer, ThreadingTCPServer, ProcessPoolTCPServer])(
  'a handler waits for ever by default, and as long as idleTimeoutMs says: %o',
  async (Server) => {
    const plain = serving(new Server(anyPort, handler));
    expect(await client.exchange(plain.serverAddress, 'how long?')).toBe('null');
    const limited = serving(new Server(anyPort, handler, { idleTimeoutMs: 500_000 }));
    expect(await client.exchange(limited.serverAddress, 'how long?')).toBe('500000');
  },
);
