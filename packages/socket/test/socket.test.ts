import { openSync, closeSync } from 'node:fs';
import { F_GETFD, FD_CLOEXEC, fcntl } from '@fdset/posix';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  IPPROTO_TCP,
  SOCK_DGRAM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  Socket,
  hasDualstackIPv6,
} from '../src/index.js';
import { owned, ownedPair, ownedTcpPair, thrownBy } from './support/sockets.js';
import { startPeer } from './support/peer.js';
import { openedFromNow, SOCKETS_AND_PIPES } from '../../../scripts/test/opened-from-now.mjs';

const isCloseOnExec = (socket: Socket): boolean =>
  (fcntl(socket.fileno(), F_GETFD) & FD_CLOEXEC) !== 0;

describe('making sockets', () => {
  it('makes a TCP socket over IPv4 by default', () => {
    const socket = owned(new Socket());
    expect([socket.family, socket.type, socket.protocol]).toEqual([AF_INET, SOCK_STREAM, 0]);
    expect(socket.fileno()).toBeGreaterThanOrEqual(0);
  });

  it('makes stream, datagram and seqpacket sockets of each family', () => {
    const kinds: [number, number][] = [
      [AF_INET, SOCK_DGRAM],
      [AF_UNIX, SOCK_STREAM],
      [AF_UNIX, SOCK_DGRAM],
      [AF_UNIX, SOCK_SEQPACKET],
    ];
    if (hasDualstackIPv6()) kinds.push([AF_INET6, SOCK_STREAM], [AF_INET6, SOCK_DGRAM]);
    for (const [family, type] of kinds) {
      const socket = owned(new Socket(family, type));
      expect([socket.family, socket.type]).toEqual([family, type]);
    }
  });

  it('K5: 1,024 constructors that fail leave no descriptor behind', () => {
    const opened = openedFromNow(SOCKETS_AND_PIPES);
    for (let i = 0; i < 1024; i++)
      expect(thrownBy(() => new Socket(AF_INET, SOCK_SEQPACKET)).code).toMatch(/^E/);
    expect(opened()).toEqual([]);
  });

  it('K4: every descriptor is close-on-exec', () => {
    const { client, server } = ownedTcpPair();
    const [a, b] = ownedPair();
    for (const socket of [client, server, a, b, owned(client.dup())])
      expect(isCloseOnExec(socket)).toBe(true);
  });
});

describe('fromFd', () => {
  it('detects family, type and protocol', () => {
    const { client } = ownedTcpPair();
    const again = owned(Socket.fromFd(client.detach()));
    expect([again.family, again.type, again.protocol]).toEqual([AF_INET, SOCK_STREAM, IPPROTO_TCP]);
    const [a] = ownedPair(AF_UNIX, SOCK_DGRAM);
    const unix = owned(Socket.fromFd(a.detach()));
    expect([unix.family, unix.type, unix.protocol]).toEqual([AF_UNIX, SOCK_DGRAM, 0]);
  });

  it('takes the timeout from the mode of the descriptor', () => {
    const [a, b] = ownedPair();
    a.setblocking(false);
    expect(owned(Socket.fromFd(a.detach())).gettimeout()).toBe(0);
    expect(owned(Socket.fromFd(b.detach())).gettimeout()).toBe(null);
  });

  it('refuses a regular file and leaves it open', () => {
    const fd = openSync(new URL(import.meta.url), 'r');
    expect(thrownBy(() => Socket.fromFd(fd))).toMatchObject({ code: 'ENOTSOCK' });
    closeSync(fd);
  });

  it('refuses a closed number with EBADF', () => {
    const [a] = ownedPair();
    const fd = a.fileno();
    a.close();
    expect(thrownBy(() => Socket.fromFd(fd))).toMatchObject({ code: 'EBADF' });
  });

  it('believes what it is told, the timeout among it', () => {
    const [a, b] = ownedPair();
    const known = { family: AF_UNIX, type: SOCK_STREAM, timeoutMs: 250 };
    const again = owned(Socket.fromFd(a.detach(), known));
    const { family, type, protocol } = again;
    expect([family, type, protocol, again.gettimeout()]).toEqual([AF_UNIX, SOCK_STREAM, 0, 250]);
    b.sendall('mine');
    expect(again.recv(9).toString()).toBe('mine');
    const { client } = ownedTcpPair();
    expect(owned(Socket.fromFd(client.detach(), client)).family).toBe(AF_INET);
  });

  it('refuses a closed number and what is no number, told or not', () => {
    const [a] = ownedPair();
    const fd = a.fileno();
    a.close();
    const known = { family: AF_UNIX, type: SOCK_STREAM };
    expect(thrownBy(() => Socket.fromFd(fd, known))).toMatchObject({ code: 'EBADF' });
    expect(() => Socket.fromFd(0, { ...known, family: -1 })).toThrow(RangeError);
    expect(() => Socket.fromFd(0, { ...known, type: '1' as unknown as number })).toThrow(TypeError);
    expect(() => Socket.fromFd(0, { ...known, timeoutMs: NaN })).toThrow(RangeError);
  });

  it('refuses what is no descriptor number', () => {
    expect(() => Socket.fromFd(-1)).toThrow(RangeError);
    expect(() => Socket.fromFd('3' as unknown as number)).toThrow(TypeError);
  });
});

describe('dup', () => {
  it('gives a second owner with the same timeout; closing one leaves the other', () => {
    const [a, b] = ownedPair();
    a.settimeout(250);
    const copy = owned(a.dup());
    expect(copy.fileno()).not.toBe(a.fileno());
    expect(copy.gettimeout()).toBe(250);
    a.close();
    copy.sendall('still here');
    expect(b.recv(100).toString()).toBe('still here');
  });

  it('keeps a timeout of its own although O_NONBLOCK is shared', async () => {
    const [a, b] = ownedPair();
    const copy = owned(a.dup());
    copy.setblocking(false);
    const peer = await startPeer('feed', b, { pieces: ['late'], whileBlocked: true });
    expect(a.gettimeout()).toBe(null);
    expect(a.recv(10).toString()).toBe('late');
    await peer.result;
  });
});

it('receives in order whether it has to wait or not', async () => {
  const [a, b] = ownedPair();
  await startPeer('echo', b);
  // The socket comes to expect waits in these rounds, and below it has to learn that data is there at once.
  for (let round = 0; round < 40; round++) {
    a.sendall(`round ${round}`);
    expect(a.recv(100).toString()).toBe(`round ${round}`);
  }
  const text = 'all of it is there at once, and comes in pieces of one byte';
  a.sendall(text);
  let received = '';
  while (received.length < text.length) received += a.recv(1).toString();
  expect(received).toBe(text);
  a.close();
  // A recv on a listener does not wait.
  const listener = owned(new Socket());
  listener.bind({ host: '127.0.0.1', port: 0 });
  listener.listen();
  expect(thrownBy(() => listener.recv(1))).toMatchObject({ code: 'ENOTCONN' });
});

it('hands a descriptor to another thread with detach and fromFd', async () => {
  const [a, b] = ownedPair();
  await startPeer('echo', b);
  a.sendall('over there');
  expect(a.recv(100).toString()).toBe('over there');
  onTestFinished(() => a.close());
});
