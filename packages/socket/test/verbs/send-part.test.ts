import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ownedPair, ownedTcpPair, thrownBy } from '../support/sockets.js';
import { startPeer } from '../support/peer.js';

describe('sending a part of a buffer', () => {
  it.each(['send', 'sendall', 'trySend'] as const)('%s takes a part of the bytes', (verb) => {
    const [a, b] = ownedPair();
    const bytes = Buffer.from('0123456789');
    a[verb](bytes, 0, 7);
    a[verb](bytes, 0, 2, 3);
    a[verb]('abcdef', 0, 4, 1);
    expect(b.recv(100).toString()).toBe('789234e');
    for (const [offset, length] of [
      [11, undefined],
      [-1, 2],
      [8, 3],
      [0, -1],
    ] as const)
      expect(thrownBy(() => a[verb](bytes, 0, offset, length))).toMatchObject({
        name: 'RangeError',
        code: 'ERR_FDSET_OUT_OF_RANGE',
      });
    expect(b.tryRecv(1)).toBeNull();
  });

  it('sends the rest of a part that the queue did not take at once', async () => {
    const { client, server } = ownedTcpPair();
    const peer = await startPeer('drain', server);
    const bytes = Buffer.alloc(8 << 20, 'x');
    bytes.fill('y', 0, 1000);
    const part = bytes.length - 2000;
    expect(client.send(bytes, 0, 1000, part)).toBe(part);
    client.close();
    const hash = createHash('sha256')
      .update(bytes.subarray(1000, 1000 + part))
      .digest('hex');
    expect(await peer.result).toEqual({ length: part, hash });
  });
});
