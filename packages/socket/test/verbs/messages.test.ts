import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { controlSpace, fdsSpace, pipe } from '@fdset/posix';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  AF_INET,
  AF_UNIX,
  MSG_CTRUNC,
  MSG_TRUNC,
  SOCK_DGRAM,
  SOCK_SEQPACKET,
  SOL_SOCKET,
  SO_PASSCRED,
  SO_TIMESTAMPNS,
  Socket,
} from '../../src/index.js';
import { owned, ownedPair, thrownBy } from '../support/sockets.js';
import { startPeer } from '../support/peer.js';
import { openedFromNow, SOCKETS_AND_PIPES } from '../../../../scripts/test/opened-from-now.mjs';

const ownedPipe = (): { readEnd: number; writeEnd: number } => {
  const [readEnd, writeEnd] = pipe();
  onTestFinished(() => {
    closeSync(readEnd);
    closeSync(writeEnd);
  });
  return { readEnd, writeEnd };
};

const readText = (fd: number): string => {
  const buffer = Buffer.alloc(100);
  return buffer.toString('utf8', 0, readSync(fd, buffer));
};

describe('descriptors in recvmsg', () => {
  const sent = (count: number): { receiver: Socket; opened: () => string[] } => {
    const [a, b] = ownedPair();
    const { readEnd } = ownedPipe();
    const opened = openedFromNow(SOCKETS_AND_PIPES);
    a.sendFds('x', Array<number>(count).fill(readEnd));
    return { receiver: b, opened };
  };

  it('K10: come with maxFds, as many as asked for', () => {
    for (const maxFds of [1, 2, 3, 5, 1000]) {
      const { receiver, opened } = sent(3);
      const { fds, flags } = receiver.recvmsg(10, { maxFds });
      expect(fds).toHaveLength(Math.min(maxFds, 3));
      expect((flags & MSG_CTRUNC) !== 0).toBe(maxFds < 3);
      fds.forEach((fd) => closeSync(fd));
      expect(opened()).toEqual([]);
    }
  });

  it('K10: are closed where nobody asked for them, and flags say so', () => {
    const reads: ((receiver: Socket) => { flags: number; fds: number[] })[] = [
      (receiver) => receiver.recvmsg(10),
      (receiver) => receiver.recvmsg(10, { maxFds: 0 }),
      (receiver) => receiver.recvmsgInto(Buffer.alloc(10)),
    ];
    for (const read of reads) {
      const { receiver, opened } = sent(3);
      const { fds, flags } = read(receiver);
      expect(fds).toEqual([]);
      expect(flags & MSG_CTRUNC).toBe(MSG_CTRUNC);
      expect(opened()).toEqual([]);
    }
  });

  it('K10: come beside credentials and other control messages', () => {
    const [a, b] = ownedPair();
    b.setsockopt(SOL_SOCKET, SO_PASSCRED, true);
    const { readEnd } = ownedPipe();
    a.sendFds('x', [readEnd]);
    const { fds, credentials, flags } = b.recvmsg(10, { maxFds: 1 });
    expect([fds.length, credentials?.pid, flags & MSG_CTRUNC]).toEqual([1, process.pid, 0]);
    fds.forEach((fd) => closeSync(fd));
  });

  it('refuses a maxFds that is no count', () => {
    const [a] = ownedPair();
    expect(thrownBy(() => a.recvmsg(1, { maxFds: -1 })).code).toBe('ERR_FDSET_OUT_OF_RANGE');
    expect(thrownBy(() => a.recvmsg(1, { maxFds: '1' as never })).code).toBe(
      'ERR_FDSET_INVALID_ARG_TYPE',
    );
  });
});

describe('sendmsg and recvmsg', () => {
  it('gathers pieces and scatters into buffers', () => {
    const [a, b] = ownedPair();
    expect(a.sendmsg(['one ', Buffer.from('two '), new Uint8Array([51])])).toBe(9);
    const parts = [Buffer.alloc(3), Buffer.alloc(3), Buffer.alloc(10)];
    const received = b.recvmsgInto(parts);
    expect(received.bytesReceived).toBe(9);
    expect(Buffer.concat(parts).toString('latin1', 0, 9)).toBe('one two 3');
  });

  it('returns an object with data, flags and address', () => {
    const receiver = owned(new Socket(AF_INET, SOCK_DGRAM));
    receiver.bind({ host: '127.0.0.1', port: 0 });
    const sender = owned(new Socket(AF_INET, SOCK_DGRAM));
    sender.sendmsg('0123456789', { address: receiver.getsockname() });
    const message = receiver.recvmsg(4);
    expect(message.data.toString()).toBe('0123');
    expect(message.flags & MSG_TRUNC).toBe(MSG_TRUNC);
    expect(message.address).toMatchObject({ host: expect.any(String) });
    expect(message.fds).toEqual([]);
    expect(message.control).toEqual([]);
  });

  it('on a blocking stream sends everything', async () => {
    const [a, b] = ownedPair();
    const peer = await startPeer('drain', b);
    const pieces = [Buffer.alloc(3 << 20, 'x'), Buffer.alloc(2 << 20, 'y')];
    expect(a.sendmsg(pieces)).toBe(5 << 20);
    a.close();
    expect(await peer.result).toEqual({
      length: 5 << 20,
      hash: createHash('sha256').update(Buffer.concat(pieces)).digest('hex'),
    });
  });

  it('K2: would block as null, -1, BlockingIOError or SocketTimeoutError', () => {
    const [a] = ownedPair(AF_UNIX, SOCK_SEQPACKET);
    expect(a.tryRecvmsg(10)).toBe(null);
    while (a.trySendmsg(Buffer.alloc(4096)) >= 0);
    expect(a.trySendmsg('x')).toBe(-1);
    a.settimeout(0);
    expect(thrownBy(() => a.recvmsg(10)).code).toBe('EAGAIN');
    expect(thrownBy(() => a.sendmsg('x')).code).toBe('EAGAIN');
    a.settimeout(15);
    expect(thrownBy(() => a.recvmsg(10)).message).toBe('recvmsg timed out after 15 ms');
    expect(thrownBy(() => a.sendmsg('x')).message).toBe('sendmsg timed out after 15 ms');
  });

  it('K12: carries credentials when SO_PASSCRED is on', () => {
    const [a, b] = ownedPair(AF_UNIX, SOCK_DGRAM);
    b.setsockopt(SOL_SOCKET, SO_PASSCRED, true);
    a.send('who');
    const message = b.recvmsg(100, { controlBytes: controlSpace(12) });
    expect(message.credentials).toEqual({
      pid: process.pid,
      uid: process.getuid?.(),
      gid: process.getgid?.(),
    });
  });

  it('carries receive timestamps', () => {
    const receiver = owned(new Socket(AF_INET, SOCK_DGRAM));
    receiver.bind({ host: '127.0.0.1', port: 0 });
    receiver.setsockopt(SOL_SOCKET, SO_TIMESTAMPNS, true);
    const before = BigInt(Date.now() - 1000) * 1_000_000n;
    owned(new Socket(AF_INET, SOCK_DGRAM)).sendto('when', receiver.getsockname());
    const { timestampNs } = receiver.recvmsg(100, { controlBytes: 64 });
    expect(timestampNs).toBeGreaterThan(before);
  });

  it('refuses data that is none', () => {
    const [a] = ownedPair();
    for (const bad of [5, null, [5], [null]])
      expect(() => a.sendmsg(bad as never)).toThrow(TypeError);
  });
});

describe('sendFds and recvFds', () => {
  it('K10: passes 10 pipes in one message', () => {
    const [a, b] = ownedPair();
    const pipes = Array.from({ length: 10 }, ownedPipe);
    expect(
      a.sendFds(
        'ten',
        pipes.map(({ readEnd }) => readEnd),
      ),
    ).toBe(3);
    const { data, fds, flags } = b.recvFds(100, 10);
    onTestFinished(() => fds.forEach((fd) => closeSync(fd)));
    expect(data.toString()).toBe('ten');
    expect(flags & MSG_CTRUNC).toBe(0);
    expect(fds).toHaveLength(10);
    pipes.forEach(({ writeEnd }, i) => writeSync(writeEnd, `pipe ${i}`));
    expect(fds.map(readText)).toEqual(pipes.map((_, i) => `pipe ${i}`));
  });

  it('takes sockets and file handles as well as numbers', () => {
    const [a, b] = ownedPair();
    const [passed, other] = ownedPair();
    a.sendFds('x', [passed, { fd: passed.fileno() }]);
    const { fds } = b.recvFds(1, 2);
    const [first, second] = fds.map((fd) => owned(Socket.fromFd(fd)));
    other.sendall('12');
    expect([first?.recv(1).toString(), second?.recv(1).toString()]).toEqual(['1', '2']);
  });

  it('K10: room for fewer descriptors delivers those, flags it and leaks none', () => {
    const [a, b] = ownedPair();
    const { readEnd } = ownedPipe();
    const opened = openedFromNow(SOCKETS_AND_PIPES);
    for (const maxFds of [0, 1, 3, 9]) {
      a.sendFds(
        'x',
        Array.from({ length: 10 }, () => readEnd),
      );
      const { fds, flags } = b.recvFds(1, maxFds);
      expect(fds).toHaveLength(maxFds);
      expect(flags & MSG_CTRUNC).toBe(MSG_CTRUNC);
      for (const fd of fds) {
        expect(fstatSync(fd).isFIFO()).toBe(true);
        closeSync(fd);
      }
      expect(opened()).toEqual([]);
    }
  });

  it('K10: a plain recv of a message with descriptors leaks none', () => {
    const [a, b] = ownedPair();
    const { readEnd } = ownedPipe();
    const opened = openedFromNow(SOCKETS_AND_PIPES);
    a.sendFds('x', [readEnd, readEnd]);
    expect(b.recv(10).toString()).toBe('x');
    expect(opened()).toEqual([]);
  });

  it('K4: received descriptors are close-on-exec', () => {
    const [a, b] = ownedPair();
    a.sendFds('x', [a]);
    const { fds } = b.recvmsg(1, { controlBytes: fdsSpace(1) });
    const info = openSync(`/proc/self/fdinfo/${fds[0]}`, 'r');
    onTestFinished(() => closeSync(info));
    owned(Socket.fromFd(fds[0] ?? -1));
    // O_CLOEXEC is octal 02000000.
    expect(
      Number.parseInt(/flags:\s+(\d+)/.exec(readText(info))?.[1] ?? '0', 8) & 0o2000000,
    ).not.toBe(0);
  });

  it('refuses what is no descriptor', () => {
    const [a] = ownedPair();
    for (const bad of [-1, 1.5]) expect(() => a.sendFds('x', [bad])).toThrow(RangeError);
    for (const bad of ['1', null, {}])
      expect(() => a.sendFds('x', [bad as never])).toThrow(TypeError);
    const closed = new Socket();
    closed.close();
    expect(() => a.sendFds('x', [closed])).toThrow(TypeError);
    expect(() => a.recvFds(1, -1)).toThrow(RangeError);
  });
});
