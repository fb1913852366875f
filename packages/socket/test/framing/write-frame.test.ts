import { describe, expect, expectTypeOf, it } from 'vitest';
import { lines, writeFrame } from '../../src/framing/index.js';
import { MSG_OOB, SHUT_WR } from '../../src/index.js';
import { memoryPair } from '../../src/testing/index.js';
import { rejection } from '../support/promises.js';
import { ownedPair, ownedTcpPair, thrownBy } from '../support/sockets.js';

describe('writeFrame', () => {
  it('gives the options to sendall, and what sendall returns to the caller', async () => {
    const { client, server } = ownedTcpPair();
    expectTypeOf(writeFrame(client, lines(), 'line', MSG_OOB)).toEqualTypeOf<void>();
    // Without SO_OOBINLINE the last byte of urgent data is not in the stream.
    client.shutdown(SHUT_WR);
    expect([...lines(server)]).toEqual(['line']);
    const [a, b] = memoryPair({ capacityBytes: 3 });
    const writing = writeFrame(a, lines(), 'more than fits', { timeoutMs: 10 });
    expectTypeOf(writing).toEqualTypeOf<Promise<void>>();
    expect(await rejection(writing)).toMatchObject({ code: 'ETIMEDOUT', bytesSent: 3 });
    expect(String(await b.recv(10))).toBe('mor');
  });

  it('sends nothing of a message that the framing refuses', () => {
    const [a, b] = ownedPair();
    expect(thrownBy(() => writeFrame(a, lines(), 'a\nb')).name).toBe('RangeError');
    expect(b.tryRecv(10)).toBeNull();
  });
});
