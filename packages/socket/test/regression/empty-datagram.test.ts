import { expect, it } from 'vitest';
import { AF_UNIX, SOCK_DGRAM } from '../../src/index.js';
import { ownedPair, thrownBy } from '../support/sockets.js';

it('sendall does not drop an empty datagram when the queue is full', () => {
  const [a, b] = ownedPair(AF_UNIX, SOCK_DGRAM);
  let queued = 0;
  while (a.trySend('') === 0) queued += 1;
  a.settimeout(20);
  expect(thrownBy(() => a.sendall(''))).toMatchObject({ code: 'ETIMEDOUT', bytesSent: 0 });
  b.recv(1);
  a.sendall('');
  for (let i = 0; i < queued; i++) expect(b.tryRecv(1)?.length).toBe(0);
  expect(b.tryRecv(1)).toBeNull();
});
