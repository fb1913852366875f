import * as posix from '@fdset/posix';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { thrownBy } from './helpers/thrown-by.js';

let a: number;
let b: number;
beforeEach(() => {
  [a, b] = posix.socketpair(posix.AF_UNIX, posix.SOCK_DGRAM);
});
afterEach(() => [a, b].forEach((fd) => posix.close(fd)));

const send = (...texts: string[]): number =>
  posix.sendmmsg(
    a,
    texts.map((text) => ({ data: Buffer.from(text) })),
  );

describe('recvmmsg and sendmmsg', () => {
  it.each([3, 5, 8, 13])(
    'K14: leave datagrams of at most %d bytes one after the other',
    (bytes) => {
      const texts = ['abc', '', 'de', 'fgh'];
      expect(send(...texts)).toBe(4);
      const buffer = Buffer.alloc(posix.batchSpace(6, bytes));
      const received = posix.tryRecvmmsg(b, buffer, 6, bytes) ?? [];
      const read = received.map(({ offset, bytesReceived }) =>
        buffer.toString('latin1', offset, offset + bytesReceived),
      );
      expect(read).toEqual(texts);
      expect(posix.tryRecvmmsg(b, buffer, 6, bytes)).toBeNull();
    },
  );

  it('K14: write nothing past the room of each datagram', () => {
    send('0123456789', 'abc');
    const buffer = Buffer.alloc(posix.batchSpace(2, 5) + 8, '.');
    const received = posix.recvmmsg(b, buffer, 2, 5);
    expect(received.map(({ bytesReceived }) => bytesReceived)).toEqual([5, 3]);
    expect(received[0]!.flags & posix.MSG_TRUNC).toBe(posix.MSG_TRUNC);
    expect(buffer.toString('latin1', 16)).toBe('........');
  });

  it('K14: start at any message', () => {
    const list = ['x', 'y', 'z'].map((text) => ({ data: Buffer.from(text) }));
    expect(posix.sendmmsg(a, list, 2)).toBe(1);
    expect(posix.trySendmmsg(a, list, 3)).toBe(0);
    expect(posix.recvmmsg(b, Buffer.alloc(8), 1, 8)).toMatchObject([{ bytesReceived: 1 }]);
  });

  it.each([
    ['no message', () => posix.recvmmsg(b, Buffer.alloc(8), 0, 1)],
    ['more than the kernel takes', () => posix.recvmmsg(b, Buffer.alloc(1 << 20), 1025, 1)],
    ['a buffer without room for all', () => posix.recvmmsg(b, Buffer.alloc(15), 2, 8)],
    ['room that would overflow', () => posix.recvmmsg(b, Buffer.alloc(8), 2, 2 ** 32 - 1)],
    ['a start before the first', () => posix.sendmmsg(a, [], -1)],
  ])('%s is a RangeError', (_, call) => {
    expect(thrownBy(call)).toMatchObject({ name: 'RangeError', code: 'ERR_FDSET_OUT_OF_RANGE' });
  });
});

describe('the addresses of datagrams', () => {
  it('are frozen, and the same object for one sender', () => {
    const [from, to] = [0, 0].map(() => posix.socket(posix.AF_INET, posix.SOCK_DGRAM)) as [
      number,
      number,
    ];
    for (const fd of [from, to]) posix.bind(fd, { host: '127.0.0.1', port: 0 });
    const target = posix.getsockname(to);
    const senders = [1, 2].map(() => {
      posix.sendto(from, Buffer.from('x'), 0, 1, 0, target);
      return posix.recvfrom(to, Buffer.alloc(1)).address;
    });
    const expected = posix.getsockname(from);
    [from, to].forEach((fd) => posix.close(fd));
    expect(senders).toEqual([expected, expected]);
    expect(senders[0]).toBe(senders[1]);
    expect(Object.isFrozen(senders[0])).toBe(true);
  });

  it('tell paths apart that differ in their last byte only, or in length', () => {
    const receiver = posix.socket(posix.AF_UNIX, posix.SOCK_DGRAM);
    posix.bind(receiver, { path: `\0fdset-test-${process.pid}` });
    const target = posix.getsockname(receiver);
    const seen: unknown[] = [];
    for (const tail of ['a', 'b', 'ab', 'abc', 'abcd', 'abce', 'a']) {
      const sender = posix.socket(posix.AF_UNIX, posix.SOCK_DGRAM);
      posix.bind(sender, { path: `\0fdset-test-${process.pid}-${tail}` });
      posix.sendto(sender, Buffer.from('x'), 0, 1, 0, target);
      seen.push(posix.recvfrom(receiver, Buffer.alloc(1)).address);
      posix.close(sender);
    }
    posix.close(receiver);
    expect(seen).toEqual(
      ['a', 'b', 'ab', 'abc', 'abcd', 'abce', 'a'].map((tail) => ({
        path: `\0fdset-test-${process.pid}-${tail}`,
      })),
    );
  });

  it('an address that was changed after it was used goes where it says now', () => {
    const sockets = [1, 2, 3].map(() => posix.socket(posix.AF_INET, posix.SOCK_DGRAM));
    for (const fd of sockets) posix.bind(fd, { host: '127.0.0.1', port: 0 });
    const [from, first, second] = sockets as [number, number, number];
    const address = { ...(posix.getsockname(first) as posix.InetAddress) };
    posix.sendto(from, Buffer.from('1'), 0, 1, 0, address);
    address.port = (posix.getsockname(second) as posix.InetAddress).port;
    posix.sendto(from, Buffer.from('2'), 0, 1, 0, address);
    const read = [first, second].map((fd) => {
      const buffer = Buffer.alloc(1);
      posix.recv(fd, buffer);
      return buffer.toString();
    });
    for (const fd of sockets) posix.close(fd);
    expect(read).toEqual(['1', '2']);
  });
});
