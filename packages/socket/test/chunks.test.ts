// Chunks of a stream, whose memory is used again. Node 20 does so only for large ones; the others stay as they are there.
import { describe, expect, it } from 'vitest';
import { AF_UNIX, MSG_WAITALL, SHUT_WR, SOCK_DGRAM } from '../src/index.js';
import type { Socket } from '../src/index.js';
import { ownedPair, thrownBy } from './support/sockets.js';

const LARGE = 64 * 1024;
/** Smaller results are not given back (Node 20). */
const LEAST = 'transfer' in ArrayBuffer.prototype ? 1 : LARGE;

const filled = (bytes: number, fill: number): Buffer => Buffer.alloc(bytes, fill);

describe('chunks', () => {
  const sendAndEnd = (a: Socket, data: Buffer): void => {
    a.sendall(data);
    a.shutdown(SHUT_WR);
  };

  it.each([1, 1000, 4096, LARGE])(
    'gives every byte up to the end of the stream in chunks of at most %d',
    (maxBytes) => {
      const [a, b] = ownedPair();
      const sent = Buffer.from(Array.from({ length: 5000 }, (_, i) => i % 253));
      sendAndEnd(a, sent);
      const copies: Buffer[] = [];
      for (const chunk of b.chunks(maxBytes)) {
        expect(chunk.length).toBeLessThanOrEqual(maxBytes);
        copies.push(Buffer.from(chunk));
      }
      expect(Buffer.concat(copies).equals(sent)).toBe(true);
    },
  );

  it('a chunk is empty when the next one has come', () => {
    const [a, b] = ownedPair();
    const maxBytes = Math.max(LEAST, 10);
    sendAndEnd(a, filled(2 * maxBytes + 1, 1));
    const kept = [...b.chunks(maxBytes, MSG_WAITALL)];
    expect(kept.map(({ length }) => length)).toEqual([0, 0, 0]);
  });

  it('a chunk that the loop left at stays as it is, and can be recycled', () => {
    const [a, b] = ownedPair();
    a.sendall(filled(LARGE, 5));
    let last: Buffer = Buffer.alloc(0);
    for (const chunk of b.chunks(LARGE, MSG_WAITALL)) {
      last = chunk;
      break;
    }
    a.sendall(filled(LARGE, 6));
    expect([...(b.chunks(LARGE, MSG_WAITALL).next().value as Buffer)].every((x) => x === 6)).toBe(
      true,
    );
    expect(last.equals(filled(LARGE, 5))).toBe(true);
    b.recycle(last);
    expect(last).toHaveLength(0);
  });

  it('goes on when the program has sent a chunk away', () => {
    const [a, b] = ownedPair();
    sendAndEnd(a, filled(2 * LARGE, 1));
    let total = 0;
    for (const chunk of b.chunks(LARGE, MSG_WAITALL)) {
      const moved = structuredClone(chunk, { transfer: [chunk.buffer as ArrayBuffer] });
      expect(moved.every((byte) => byte === 1)).toBe(true);
      total += moved.length;
    }
    expect(total).toBe(2 * LARGE);
  });

  it('throws what recv throws, and loses nothing', () => {
    const [a, b] = ownedPair();
    b.setblocking(false);
    a.sendall('first');
    const chunks = b.chunks(LARGE);
    expect(String(chunks.next().value)).toBe('first');
    expect(thrownBy(() => chunks.next())).toMatchObject({ code: 'EAGAIN', syscall: 'recv' });
    a.sendall('second');
    expect(String(b.chunks(LARGE).next().value)).toBe('second');
    b.close();
    expect(thrownBy(() => b.chunks(LARGE).next())).toMatchObject({ code: 'ERR_FDSET_CLOSED' });
  });

  it('an empty datagram is a chunk like any other', () => {
    const [a, b] = ownedPair(AF_UNIX, SOCK_DGRAM);
    for (const text of ['one', '', 'two']) a.send(text);
    const chunks = b.chunks(LARGE);
    const texts = [1, 2, 3].map(() => String(chunks.next().value));
    expect(texts).toEqual(['one', '', 'two']);
  });

  it('an empty datagram has memory that nobody else gets, and leaves none that is detached', () => {
    const [a, b] = ownedPair(AF_UNIX, SOCK_DGRAM);
    const [c, d] = ownedPair();
    d.recycle(filled(1, 0));
    a.send('');
    a.send('second');
    const chunks = b.chunks(LARGE);
    const empty = chunks.next().value as Buffer;
    c.sendall(filled(LARGE, 7));
    const kept = d.recv(LARGE, MSG_WAITALL);
    expect(kept.buffer).not.toBe(empty.buffer);
    expect(String(chunks.next().value)).toBe('second');
    expect(kept).toEqual(filled(LARGE, 7));
    for (let i = 0; i < 3; i++) {
      c.sendall(filled(LARGE, i));
      expect(d.recv(LARGE, MSG_WAITALL)).toEqual(filled(LARGE, i));
    }
  });

  it('checks its arguments at once', () => {
    const [, b] = ownedPair();
    expect(thrownBy(() => b.chunks(0))).toMatchObject({ code: 'ERR_FDSET_OUT_OF_RANGE' });
    expect(thrownBy(() => b.chunks('5' as never))).toMatchObject({
      code: 'ERR_FDSET_INVALID_ARG_TYPE',
    });
  });
});
