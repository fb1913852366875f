// SO_RCVTIMEO and SO_SNDTIMEO bound the waits of a socket that has no time-out. The tests check lower bounds of time
// only; the upper bound is that the call ends at all.
import { openSync, closeSync } from 'node:fs';
import { recvWaiting } from '@fdset/posix';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  AF_UNIX,
  BlockingIOError,
  MSG_PEEK,
  MSG_WAITALL,
  SOCK_DGRAM,
  SOL_SOCKET,
  SO_RCVTIMEO,
  SO_SNDTIMEO,
  Socket,
} from '../src/index.js';
import { freshDirectory, owned, ownedListener, ownedPair, thrownBy } from './support/sockets.js';
import { bindUnixPath } from '../src/index.js';

const LIMIT_MS = 30;
const LARGE = Buffer.alloc(8 << 20);

/** A struct timeval. */
const timeval = (ms: number): Uint8Array =>
  new Uint8Array(
    BigInt64Array.of(BigInt(Math.trunc(ms / 1000)), BigInt((ms % 1000) * 1000)).buffer,
  );

const limited = (socket: Socket, option: number, ms = LIMIT_MS): Socket => {
  socket.setsockopt(SOL_SOCKET, option, timeval(ms));
  return socket;
};

const expectLimit = (call: () => unknown, code = 'EAGAIN'): Error & { bytesSent?: number } => {
  const startedAt = performance.now();
  const error = thrownBy<BlockingIOError & { bytesSent?: number }>(call);
  const waitedMs = performance.now() - startedAt;
  expect(error).toBeInstanceOf(BlockingIOError);
  expect(error.code).toBe(code);
  expect(waitedMs).toBeGreaterThanOrEqual(LIMIT_MS);
  return error;
};

const receiver = (): Socket => limited(ownedPair(AF_UNIX, SOCK_DGRAM)[0], SO_RCVTIMEO);

describe('SO_RCVTIMEO', () => {
  it.each<[string, (socket: Socket) => unknown]>([
    ['recv', (socket) => socket.recv(1)],
    ['recv with flags', (socket) => socket.recv(1, MSG_PEEK)],
    ['recvInto', (socket) => socket.recvInto(Buffer.alloc(1))],
    ['recvfrom', (socket) => socket.recvfrom(1)],
    ['recvfromInto', (socket) => socket.recvfromInto(Buffer.alloc(1))],
    ['recvmsg', (socket) => socket.recvmsg(1)],
    ['recvmsgInto', (socket) => socket.recvmsgInto(Buffer.alloc(1))],
    ['recvFds', (socket) => socket.recvFds(1, 1)],
    ['recvmmsg', (socket) => socket.recvmmsg(2, 1)],
    ['recvPhases', (socket) => socket.recvPhases(1)],
  ])('K15: ends %s with BlockingIOError', (_name, call) => {
    const socket = receiver();
    expectLimit(() => call(socket));
    // The limit holds for every call.
    expectLimit(() => call(socket));
  });

  it('K15: ends accept, and is inherited by what is accepted', () => {
    const { listener, address } = ownedListener();
    limited(listener, SO_RCVTIMEO);
    expectLimit(() => listener.accept());
    owned(new Socket()).connect(address);
    const conn = owned(listener.accept()[0]);
    expect(conn.gettimeout()).toBeNull();
    expectLimit(() => conn.recv(1));
  });

  it('K15: counts whoever set it: a duplicate, or the maker of the descriptor', () => {
    const [a] = ownedPair();
    const copy = owned(a.dup());
    limited(copy, SO_RCVTIMEO);
    expectLimit(() => a.recv(1));
    const taken = owned(Socket.fromFd(a.detach()));
    expectLimit(() => taken.recv(1));
    expectLimit(() => recvWaiting(taken.fileno(), Buffer.alloc(1)));
  });

  it('K15: holds after many waits in which data came, and no longer than it is set', () => {
    const [a, b] = ownedPair();
    for (let i = 0; i < 40; i++) {
      b.send('x');
      a.recv(1);
    }
    limited(a, SO_RCVTIMEO);
    expectLimit(() => a.recv(1));
    limited(a, SO_RCVTIMEO, 0);
    a.settimeout(LIMIT_MS);
    expect(thrownBy(() => a.recv(1)).code).toBe('ETIMEDOUT');
  });

  it('K15: MSG_WAITALL gives what had arrived', () => {
    const [a, b] = ownedPair();
    limited(a, SO_RCVTIMEO);
    b.send('part');
    expect(a.recv(100, MSG_WAITALL).toString()).toBe('part');
    expectLimit(() => a.recv(100, MSG_WAITALL));
  });

  it('K15: says nothing of a socket that has a time-out', () => {
    const socket = receiver();
    socket.settimeout(2 * LIMIT_MS);
    const startedAt = performance.now();
    expect(thrownBy(() => socket.recv(1)).code).toBe('ETIMEDOUT');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(2 * LIMIT_MS);
  });
});

describe('SO_SNDTIMEO', () => {
  const fullStream = (): Socket => {
    const [socket] = ownedPair();
    while (socket.trySend(LARGE) > 0);
    return limited(socket, SO_SNDTIMEO);
  };
  const fullQueue = (): Socket => {
    const [socket] = ownedPair(AF_UNIX, SOCK_DGRAM);
    while (socket.trySend('x') > 0);
    return limited(socket, SO_SNDTIMEO);
  };

  it.each<[string, (socket: Socket) => unknown]>([
    ['send', (socket) => socket.send('x')],
    ['sendall', (socket) => socket.sendall('x')],
    ['sendmsg', (socket) => socket.sendmsg('x')],
    ['sendmmsg', (socket) => socket.sendmmsg([{ data: 'x' }])],
  ])('K15: ends %s with BlockingIOError', (_name, call) => {
    for (const socket of [fullStream(), fullQueue()]) expectLimit(() => call(socket));
  });

  it('K15: ends sendto, which asks again and again', () => {
    const path = `${freshDirectory()}/full`;
    const peer = owned(new Socket(AF_UNIX, SOCK_DGRAM));
    bindUnixPath(peer, { path });
    const socket = limited(owned(new Socket(AF_UNIX, SOCK_DGRAM)), SO_SNDTIMEO);
    while (socket.trySendto('x', { path }) > 0);
    expectLimit(() => socket.sendto('x', { path }));
  });

  it('K15: ends sendfile', () => {
    const file = openSync(new URL(import.meta.url), 'r');
    onTestFinished(() => closeSync(file));
    const socket = fullStream();
    expect(expectLimit(() => socket.sendfile(file)).bytesSent).toBe(0);
  });

  it('K15: send and sendmsg return what had been taken, sendall says how much that was', () => {
    for (const call of ['send', 'sendmsg'] as const) {
      const [socket] = ownedPair();
      const sent = limited(socket, SO_SNDTIMEO)[call](LARGE);
      expect(sent).toBeGreaterThan(0);
      expect(sent).toBeLessThan(LARGE.length);
    }
    const [socket] = ownedPair();
    const error = expectLimit(() => limited(socket, SO_SNDTIMEO).sendall(LARGE));
    expect(error.bytesSent).toBeGreaterThan(0);
  });

  it('K15: ends connect, which goes on in the kernel', () => {
    const listener = owned(new Socket());
    listener.bind({ host: '127.0.0.1', port: 0 });
    listener.listen(0);
    const address = listener.getsockname();
    for (let i = 0; i < 2; i++) owned(new Socket()).tryConnect(address);
    const socket = limited(owned(new Socket()), SO_SNDTIMEO);
    expectLimit(() => socket.connect(address), 'EINPROGRESS');
    expectLimit(() => socket.connect(address), 'EALREADY');
  });

  it('K15: ends a connect to a Unix listener whose queue is full', () => {
    const listener = owned(new Socket(AF_UNIX));
    listener.bind({ path: '' });
    listener.listen(0);
    owned(new Socket(AF_UNIX)).connect(listener.getsockname());
    const socket = limited(owned(new Socket(AF_UNIX)), SO_SNDTIMEO);
    expectLimit(() => socket.connect(listener.getsockname()));
  });
});
