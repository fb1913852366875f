// The large memory for batches is allocated once, and not for every try that finds nothing.
import { expect, it } from 'vitest';
import { AF_UNIX, MSG_TRUNC, SOCK_DGRAM } from '../../src/index.js';
import { ownedPair } from '../support/sockets.js';

const MIB = 1024 * 1024;

it.each([0, MSG_TRUNC])('a try that finds nothing takes no memory (flags %i)', (flags) => {
  const [, b] = ownedPair(AF_UNIX, SOCK_DGRAM);
  b.tryRecvmmsg(256, 65535, flags);
  const before = process.memoryUsage().arrayBuffers;
  for (let index = 0; index < 8; index++) {
    expect(b.tryRecvmmsg(256, 65535, flags)).toBeNull();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 * MIB);
  }
});
