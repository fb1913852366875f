// Discards the rest of a message on a socket that waits for whole messages.
import { SO_RCVLOWAT, SOL_SOCKET, createConnection, createListener } from '@fdset/socket';
import { expect, it } from 'vitest';
import { discardRest } from '../src/phases/discard-rest.js';

it('reads a rest that is smaller than what the socket waits for, and leaves its mark', () => {
  using listener = createListener({ host: '127.0.0.1', port: 0 });
  using reader = createConnection(listener.getsockname());
  const [sender] = listener.accept();
  using _sender = sender;
  reader.setsockopt(SOL_SOCKET, SO_RCVLOWAT, 4096);
  sender.sendall(Buffer.alloc(100));
  discardRest(reader, 100);
  expect(reader.getsockopt(SOL_SOCKET, SO_RCVLOWAT)).toBe(4096);
  reader.setsockopt(SOL_SOCKET, SO_RCVLOWAT, 1);
  reader.setblocking(false);
  expect(reader.tryRecv(1)).toBeNull();
});
