import { describe, expect, it } from 'vitest';
import { HANG_MS } from '../../../../vitest.base.mjs';
import {
  AF_UNIX,
  AddressInfoError,
  SOCK_DGRAM,
  SOL_SOCKET,
  SO_ERROR,
  Socket,
  SocketTimeoutError,
} from '../../src/index.js';
import type { Address, InetAddress } from '../../src/index.js';
import {
  errno,
  freshDirectory,
  owned,
  ownedListener,
  refusedAddress,
  thrownBy,
} from '../support/sockets.js';
import { startPeer } from '../support/peer.js';

/** A Unix listener whose queue is full. */
const fullUnixListener = (): { listener: Socket; address: Address } => {
  const listener = owned(new Socket(AF_UNIX));
  listener.bind({ path: '' });
  listener.listen(0);
  const address = listener.getsockname();
  owned(new Socket(AF_UNIX)).connect(address);
  return { listener, address };
};

/** A TCP listener whose queue is full, so that further connections stay in progress. */
const fullTcpListener = (): { listener: Socket; address: Address } => {
  const listener = owned(new Socket());
  listener.bind({ host: '127.0.0.1', port: 0 });
  listener.listen(0);
  const address = listener.getsockname();
  for (let i = 0; i < 2; i++) owned(new Socket()).tryConnect(address);
  return { listener, address };
};

/** Connects, or goes on waiting for the connection. False if the call times out again. */
const isConnected = (socket: Socket, address: Address): boolean => {
  try {
    socket.connect(address);
    return true;
  } catch (error) {
    if (error instanceof SocketTimeoutError) return false;
    throw error;
  }
};

describe('connect', () => {
  it.each([null, 0.5, 1000])('connects with timeout %s', (timeoutMs) => {
    const { address } = ownedListener();
    const socket = owned(new Socket());
    socket.settimeout(timeoutMs);
    socket.connect(address);
    expect(socket.getpeername()).toEqual(address);
    expect(socket.gettimeout()).toBe(timeoutMs);
  });

  it('takes host names', () => {
    const { address } = ownedListener();
    const socket = owned(new Socket());
    socket.connect({ host: 'localhost', port: address.port });
    expect(socket.getpeername()).toEqual(address);
    expect(() => owned(new Socket()).connect({ host: 'no such host', port: 1 })).toThrow(
      AddressInfoError,
    );
  });

  it.each([null, 1000])('K1, K7: refused with timeout %s, naming the address', (timeoutMs) => {
    const address = refusedAddress();
    const socket = owned(new Socket());
    socket.settimeout(timeoutMs);
    expect(thrownBy(() => socket.connect(address))).toMatchObject({
      name: 'ConnectionRefusedError',
      code: 'ECONNREFUSED',
      errno: -errno('ECONNREFUSED'),
      syscall: 'connect',
      address: '127.0.0.1',
      port: address.port,
      message: expect.stringContaining(`127.0.0.1:${address.port}`),
    });
  });

  it('K7: a Unix path that does not exist is named', () => {
    const path = `${freshDirectory()}/missing`;
    expect(thrownBy(() => owned(new Socket(AF_UNIX)).connect({ path }))).toMatchObject({
      code: 'ENOENT',
      path,
      message: expect.stringContaining(path),
    });
  });

  it('may try again on the same socket after it was refused', () => {
    const socket = owned(new Socket());
    const address = refusedAddress();
    for (let i = 0; i < 3; i++)
      expect(thrownBy(() => socket.connect(address)).code).toBe('ECONNREFUSED');
    const listener = owned(new Socket());
    listener.bind(address);
    listener.listen();
    socket.connect(address);
    expect(socket.getpeername()).toEqual(address);
  });

  it('K2: with timeout 0 throws BlockingIOError EINPROGRESS, EALREADY, then tells by SO_ERROR', () => {
    const { address } = fullTcpListener();
    const socket = owned(new Socket());
    socket.setblocking(false);
    expect(thrownBy(() => socket.connect(address))).toMatchObject({
      name: 'BlockingIOError',
      code: 'EINPROGRESS',
      port: (address as InetAddress).port,
    });
    expect(thrownBy(() => socket.connect(address))).toMatchObject({
      name: 'BlockingIOError',
      code: 'EALREADY',
    });
    expect(socket.getsockopt(SOL_SOCKET, SO_ERROR)).toBe(0);
  });

  it('K2: times out, and connecting again goes on waiting for the same attempt', () => {
    const { listener, address } = fullTcpListener();
    const socket = owned(new Socket());
    socket.settimeout(40);
    const startedAt = performance.now();
    expect(thrownBy(() => socket.connect(address))).toMatchObject({
      name: 'SocketTimeoutError',
      message: expect.stringContaining('connect timed out after 40 ms, 127.0.0.1:'),
    });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(40);
    const local = socket.getsockname();
    let tries = 0;
    while (!isConnected(socket, address)) {
      // The other clients in the queue try again too, and may come first.
      for (let taken = listener.tryAccept(); taken !== null; taken = listener.tryAccept())
        taken[0].close();
      if (++tries * 40 > HANG_MS) throw new Error('the attempt never succeeds');
    }
    expect(socket.getpeername()).toEqual(address);
    expect(socket.getsockname()).toEqual(local);
  });

  it('a connected socket says EISCONN', () => {
    const { address } = ownedListener();
    const socket = owned(new Socket());
    socket.settimeout(HANG_MS);
    socket.connect(address);
    // The first call after a waiting connect may still report its success.
    const codes = [0, 1].map(() => socket.connectEx(address));
    expect(codes.at(-1)).toBe(errno('EISCONN'));
  });

  it('connects datagram sockets at once', () => {
    const a = owned(new Socket(AF_UNIX, SOCK_DGRAM));
    a.bind({ path: '' });
    const b = owned(new Socket(AF_UNIX, SOCK_DGRAM));
    b.settimeout(0);
    b.connect(a.getsockname());
    b.send('x');
    expect(a.recv(10).toString()).toBe('x');
  });

  it('K2: waits for a Unix listener whose queue is full, without burning CPU', async () => {
    const { listener, address } = fullUnixListener();
    const socket = owned(new Socket(AF_UNIX));
    socket.setblocking(false);
    expect(thrownBy(() => socket.connect(address))).toMatchObject({
      name: 'BlockingIOError',
      code: 'EAGAIN',
    });

    socket.settimeout(60);
    const startedAt = performance.now();
    expect(thrownBy(() => socket.connect(address)).code).toBe('ETIMEDOUT');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(60);

    socket.settimeout(null);
    const peer = await startPeer('acceptAfterWatching', listener, { count: 2 });
    peer.openGate();
    socket.connect(address);
    expect(await peer.result).toBe('sleeps');
  });
});

describe('connectEx', () => {
  it('returns 0 or a positive errno, as CPython does', () => {
    const { address } = ownedListener();
    expect(owned(new Socket()).connectEx(address)).toBe(0);
    expect(owned(new Socket()).connectEx(refusedAddress())).toBe(errno('ECONNREFUSED'));
    const busy = owned(new Socket());
    busy.setblocking(false);
    const full = fullTcpListener();
    expect(busy.connectEx(full.address)).toBe(errno('EINPROGRESS'));
    expect(busy.connectEx(full.address)).toBe(errno('EALREADY'));
    const timed = owned(new Socket());
    timed.settimeout(15);
    expect(timed.connectEx(full.address)).toBe(errno('ETIMEDOUT'));
  });

  it('throws misuse and names that do not resolve', () => {
    const socket = owned(new Socket());
    expect(() => socket.connectEx({ host: 'localhost', port: 70000 })).toThrow(RangeError);
    expect(() => socket.connectEx({ host: '::1', port: 1 })).toThrow(AddressInfoError);
  });
});

describe('tryConnect', () => {
  it('never waits: true when connected, false while in progress', () => {
    const { listener, address } = fullTcpListener();
    const socket = owned(new Socket());
    expect(socket.tryConnect(address)).toBe(false);
    expect(thrownBy(() => socket.tryConnect(address)).code).toBe('EALREADY');
    const unix = owned(new Socket(AF_UNIX));
    unix.bind({ path: '' });
    unix.listen();
    expect(owned(new Socket(AF_UNIX)).tryConnect(unix.getsockname())).toBe(true);
    listener.close();
  });

  it('K1: a second try after SO_ERROR took the failure is ConnectionAbortedError', async () => {
    const address = refusedAddress();
    const socket = owned(new Socket());
    expect(socket.tryConnect(address)).toBe(false);
    expect(socket.getsockopt(SOL_SOCKET, SO_ERROR)).toBe(errno('ECONNREFUSED'));
    expect(thrownBy(() => socket.tryConnect(address))).toMatchObject({
      name: 'ConnectionAbortedError',
      code: 'ECONNABORTED',
    });
  });
});
