import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  AF_INET,
  AF_UNIX,
  SOCK_DGRAM,
  SOCK_SEQPACKET,
  SOL_SOCKET,
  SO_BROADCAST,
  SO_SNDBUF,
  Socket,
} from '../../src/index.js';
import type { InetAddress, PartialSendError } from '../../src/index.js';
import { owned, ownedPair, ownedTcpPair, thrownBy } from '../support/sockets.js';
import { startPeer } from '../support/peer.js';

/** Sends until the queue of `socket` is full, and returns how many bytes were sent. */
const fill = (socket: Socket, piece = Buffer.alloc(4096)): number => {
  let total = 0;
  for (let sent = socket.trySend(piece); sent >= 0; sent = socket.trySend(piece)) total += sent;
  return total;
};

describe('send', () => {
  it('sends bytes, and strings as UTF-8', () => {
    const [a, b] = ownedPair();
    expect(a.send(Buffer.from('bytes '))).toBe(6);
    expect(a.send(new Uint8Array([0x66, 0x6f]))).toBe(2);
    expect(a.send('é')).toBe(2);
    expect(b.recv(100).toString()).toBe('bytes foé');
  });

  it('refuses other data', () => {
    const [a] = ownedPair();
    for (const bad of [5, null, undefined, {}, [1], new ArrayBuffer(4)])
      for (const use of ['send', 'sendall', 'trySend'] as const)
        expect(thrownBy(() => a[use](bad as never))).toMatchObject({
          name: 'TypeError',
          code: 'ERR_FDSET_INVALID_ARG_TYPE',
        });
  });

  it('on a blocking stream takes everything, as send(2) does', async () => {
    const [a, b] = ownedPair();
    const data = Buffer.alloc(4 << 20, 'abc');
    const peer = await startPeer('drain', b);
    expect(a.send(data)).toBe(data.length);
    a.close();
    expect(await peer.result).toEqual({
      length: data.length,
      hash: createHash('sha256').update(data).digest('hex'),
    });
  });

  it('K2: on a non-blocking stream takes a part, then throws BlockingIOError', () => {
    const [a] = ownedPair();
    a.setblocking(false);
    const data = Buffer.alloc(16 << 20);
    const sent = a.send(data);
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(data.length);
    fill(a);
    expect(thrownBy(() => a.send(data))).toMatchObject({
      name: 'BlockingIOError',
      syscall: 'send',
    });
    expect(a.trySend(data)).toBe(-1);
  });

  it('K2: with a timeout waits for room, then throws SocketTimeoutError', () => {
    const [a] = ownedPair();
    fill(a);
    a.settimeout(25);
    const startedAt = performance.now();
    expect(thrownBy(() => a.send('x')).message).toBe('send timed out after 25 ms');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(25);
  });

  it('K1: a closed peer is BrokenPipeError, and the process lives on', () => {
    const [a, b] = ownedPair();
    b.close();
    for (const use of ['send', 'sendall', 'trySend'] as const)
      expect(thrownBy(() => a[use]('x'))).toMatchObject({ name: 'BrokenPipeError', code: 'EPIPE' });
  });

  it('sends empty datagrams and keeps message boundaries', () => {
    for (const type of [SOCK_DGRAM, SOCK_SEQPACKET]) {
      const [a, b] = ownedPair(AF_UNIX, type);
      expect(a.send('')).toBe(0);
      expect(a.send('one')).toBe(3);
      expect(a.send('two')).toBe(3);
      expect([b.recv(10), b.recv(10), b.recv(10)].map(String)).toEqual(['', 'one', 'two']);
    }
  });
});

describe('sendall', () => {
  it('delivers everything to a peer that reads', async () => {
    const { client, server } = ownedTcpPair();
    const data = Buffer.alloc(8 << 20, 'fdset');
    const peer = await startPeer('drain', server);
    client.sendall(data);
    client.close();
    expect(await peer.result).toMatchObject({
      length: data.length,
      hash: createHash('sha256').update(data).digest('hex'),
    });
  });

  it('K3: the timeout bounds the whole call, though every single wait is short', async () => {
    const [a, b] = ownedPair();
    // At this pace 64 MiB take more than a minute, and there is new room every 20 ms.
    await startPeer('trickle', b, { bytes: 16384, everyMs: 20 });
    a.settimeout(300);
    const startedAt = performance.now();
    const error = thrownBy<PartialSendError>(() => a.sendall(Buffer.alloc(64 << 20)));
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(300);
    expect(error).toMatchObject({
      name: 'SocketTimeoutError',
      message: 'sendall timed out after 300 ms',
    });
    expect(error.bytesSent).toBeGreaterThan(0);
    expect(error.bytesSent).toBeLessThan(64 << 20);
  });

  it('K3: bytesSent is exact', () => {
    const [a, b] = ownedPair();
    for (const timeoutMs of [0, 20]) {
      a.settimeout(timeoutMs);
      const error = thrownBy<PartialSendError>(() => a.sendall(Buffer.alloc(8 << 20)));
      expect(error.code).toBe(timeoutMs === 0 ? 'EAGAIN' : 'ETIMEDOUT');
      let arrived = 0;
      for (let data = b.tryRecv(65536); data !== null; data = b.tryRecv(65536))
        arrived += data.length;
      expect(arrived).toBe(error.bytesSent);
    }
  });

  it('says bytesSent 0 when nothing went', () => {
    const [a, b] = ownedPair();
    b.close();
    expect(thrownBy(() => a.sendall('x'))).toMatchObject({ code: 'EPIPE', bytesSent: 0 });
  });

  it('ends with the error when the peer closes midway', async () => {
    const [a, b] = ownedPair();
    const peer = await startPeer('readLater', b, { count: 1, whileBlocked: true });
    peer.openGate();
    const error = thrownBy<PartialSendError>(() => a.sendall(Buffer.alloc(16 << 20)));
    expect(['EPIPE', 'ECONNRESET']).toContain(error.code);
    expect(error.bytesSent).toBeGreaterThan(0);
    await peer.result;
  });
});

describe('sendto', () => {
  const boundUdp = (): { socket: Socket; address: InetAddress } => {
    const socket = owned(new Socket(AF_INET, SOCK_DGRAM));
    socket.bind({ host: '127.0.0.1', port: 0 });
    return { socket, address: socket.getsockname() as InetAddress };
  };

  it('resolves host names in the family of the socket', () => {
    const { socket, address } = boundUdp();
    const sender = owned(new Socket(AF_INET, SOCK_DGRAM));
    expect(sender.sendto('by name', { host: 'localhost', port: address.port })).toBe(7);
    expect(sender.trySendto('again', { host: 'localhost', port: address.port })).toBe(5);
    expect(socket.recv(100).toString()).toBe('by name');
    expect(socket.recv(100).toString()).toBe('again');
  });

  it('K1: <broadcast> needs SO_BROADCAST, else PermissionError', () => {
    const socket = owned(new Socket(AF_INET, SOCK_DGRAM));
    const address = { host: '<broadcast>', port: 9 };
    expect(thrownBy(() => socket.sendto('x', address))).toMatchObject({
      name: 'PermissionError',
      code: 'EACCES',
      address: '255.255.255.255',
    });
    socket.setsockopt(SOL_SOCKET, SO_BROADCAST, true);
    // Without a route this fails with ENETUNREACH; with a route it is now permitted.
    try {
      expect(socket.sendto('x', address)).toBe(1);
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENETUNREACH' });
    }
  });

  it('a datagram that is too long is EMSGSIZE', () => {
    const { socket, address } = boundUdp();
    expect(thrownBy(() => socket.sendto(Buffer.alloc(70000), address))).toMatchObject({
      code: 'EMSGSIZE',
    });
  });

  it('K2: waits for a Unix peer whose queue is full although it polls as writable', async () => {
    const receiver = owned(new Socket(AF_UNIX, SOCK_DGRAM));
    receiver.bind({ path: '' });
    const address = receiver.getsockname();
    const sender = owned(new Socket(AF_UNIX, SOCK_DGRAM));
    sender.setsockopt(SOL_SOCKET, SO_SNDBUF, 1 << 20);
    let queued = 0;
    while (sender.trySendto('x', address) === 1) queued += 1;
    expect(queued).toBeGreaterThan(0);

    sender.settimeout(60);
    const startedAt = performance.now();
    expect(thrownBy(() => sender.sendto('x', address)).code).toBe('ETIMEDOUT');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(60);

    sender.settimeout(null);
    const peer = await startPeer('readAfterWatching', receiver, { count: queued + 1 });
    peer.openGate();
    expect(sender.sendto('x', address)).toBe(1);
    expect(await peer.result).toBe('sleeps');
  });
});
