import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { getNonblocking } from '@fdset/posix';
import { describe, expect, it } from 'vitest';
import {
  AF_INET,
  SHUT_RDWR,
  SOCK_STREAM,
  SOL_SOCKET,
  SO_TYPE,
  Socket,
  socketpair,
} from '../src/index.js';
import { owned, ownedPair, thrownBy } from './support/sockets.js';
import { startPeer } from './support/peer.js';
import { openedFromNow, SOCKETS_AND_PIPES } from '../../../scripts/test/opened-from-now.mjs';

/** Every method that needs a descriptor. */
const uses: Record<string, (socket: Socket) => unknown> = {
  bind: (s) => s.bind({ host: '127.0.0.1', port: 0 }),
  listen: (s) => s.listen(),
  accept: (s) => s.accept(),
  tryAccept: (s) => s.tryAccept(),
  connect: (s) => s.connect({ host: '127.0.0.1', port: 1 }),
  connectEx: (s) => s.connectEx({ host: '127.0.0.1', port: 1 }),
  tryConnect: (s) => s.tryConnect({ host: '127.0.0.1', port: 1 }),
  shutdown: (s) => s.shutdown(SHUT_RDWR),
  dup: (s) => s.dup(),
  detach: (s) => s.detach(),
  recv: (s) => s.recv(1),
  chunks: (s) => s.chunks(1),
  tryRecv: (s) => s.tryRecv(1),
  recvInto: (s) => s.recvInto(Buffer.alloc(1)),
  tryRecvInto: (s) => s.tryRecvInto(Buffer.alloc(1)),
  recvfrom: (s) => s.recvfrom(1),
  tryRecvfrom: (s) => s.tryRecvfrom(1),
  recvfromInto: (s) => s.recvfromInto(Buffer.alloc(1)),
  tryRecvfromInto: (s) => s.tryRecvfromInto(Buffer.alloc(1)),
  recvmsg: (s) => s.recvmsg(1),
  tryRecvmsg: (s) => s.tryRecvmsg(1),
  recvmsgInto: (s) => s.recvmsgInto([Buffer.alloc(1)]),
  recvFds: (s) => s.recvFds(1, 1),
  send: (s) => s.send('x'),
  trySend: (s) => s.trySend('x'),
  sendall: (s) => s.sendall('x'),
  sendto: (s) => s.sendto('x', { host: '127.0.0.1', port: 1 }),
  trySendto: (s) => s.trySendto('x', { host: '127.0.0.1', port: 1 }),
  recvmmsg: (s) => s.recvmmsg(1, 1),
  tryRecvmmsg: (s) => s.tryRecvmmsg(1, 1),
  sendmmsg: (s) => s.sendmmsg([{ data: 'x' }]),
  trySendmmsg: (s) => s.trySendmmsg([{ data: 'x' }]),
  sendmsg: (s) => s.sendmsg('x'),
  trySendmsg: (s) => s.trySendmsg('x'),
  sendFds: (s) => s.sendFds('x', []),
  sendfile: (s) => s.sendfile(0),
  getsockname: (s) => s.getsockname(),
  getpeername: (s) => s.getpeername(),
  getsockopt: (s) => s.getsockopt(SOL_SOCKET, SO_TYPE),
  setsockopt: (s) => s.setsockopt(SOL_SOCKET, SO_TYPE, 1),
  getLinger: (s) => s.getLinger(),
  setLinger: (s) => s.setLinger(1),
  setTimestamps: (s) => s.setTimestamps(true),
  recvPhases: (s) => s.recvPhases(1),
  recvPhasesInto: (s) => s.recvPhasesInto(Buffer.alloc(1)),
  tryRecvPhases: (s) => s.tryRecvPhases(1),
  joinGroup: (s) => s.joinGroup('239.1.2.3'),
  leaveGroup: (s) => s.leaveGroup('239.1.2.3'),
  getPeerCredentials: (s) => s.getPeerCredentials(),
  settimeout: (s) => s.settimeout(1),
  setblocking: (s) => s.setblocking(true),
};

/** Methods that still work on a closed socket. */
const HARMLESS = [
  'constructor',
  'close',
  'fileno',
  'gettimeout',
  'getblocking',
  'recycle',
  'toString',
];

describe('close', () => {
  it('K5: is idempotent; afterwards fileno is -1 and closed is true', () => {
    const socket = new Socket();
    expect(socket.closed).toBe(false);
    socket.close();
    socket.close();
    expect(socket.fileno()).toBe(-1);
    expect(socket.closed).toBe(true);
    expect([socket.family, socket.type]).toEqual([AF_INET, SOCK_STREAM]);
    expect(socket.gettimeout()).toBe(null);
  });

  it.each(Object.entries(uses))(
    'K5: %s on a closed socket throws the closed error',
    (_name, use) => {
      const socket = new Socket();
      const fd = socket.fileno();
      socket.close();
      // This socket gets the number at once, so a system call on the number would reach it.
      const heir = owned(new Socket());
      expect(heir.fileno()).toBe(fd);
      expect(thrownBy(() => use(socket))).toMatchObject({
        name: 'TypeError',
        code: 'ERR_FDSET_CLOSED',
      });
    },
  );

  it('K5: a second close does not touch a number that was reused', () => {
    const first = new Socket();
    const fd = first.fileno();
    first.close();
    const heir = owned(new Socket());
    expect(heir.fileno()).toBe(fd);
    first.close();
    first[Symbol.dispose]();
    expect(heir.getsockopt(SOL_SOCKET, SO_TYPE)).toBe(SOCK_STREAM);
  });

  it('is what Symbol.dispose does', () => {
    const socket = new Socket();
    socket[Symbol.dispose]();
    expect(socket.closed).toBe(true);
  });

  it('the list of methods above is complete', () => {
    const methods = new Set<string>();
    for (
      let proto = Socket.prototype as object;
      proto !== Object.prototype;
      proto = Object.getPrototypeOf(proto)
    )
      for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(proto)))
        if (typeof value === 'function') methods.add(name);
    for (const harmless of HARMLESS) methods.delete(harmless);
    expect([...methods].toSorted()).toEqual(Object.keys(uses).toSorted());
  });
});

describe('detach', () => {
  it('gives the number away, open, and refuses every later use', () => {
    const socket = new Socket();
    const fd = socket.detach();
    expect(socket.fileno()).toBe(-1);
    expect(socket.closed).toBe(true);
    for (const use of Object.values(uses))
      expect(thrownBy(() => use(socket))).toMatchObject({
        name: 'TypeError',
        code: 'ERR_FDSET_DETACHED',
      });
    socket.close();
    expect(owned(Socket.fromFd(fd)).type).toBe(SOCK_STREAM);
  });
});

describe('timeouts', () => {
  it('K2: null leaves the descriptor blocking, numbers make it O_NONBLOCK', () => {
    const socket = owned(new Socket());
    expect(socket.gettimeout()).toBe(null);
    expect(socket.getblocking()).toBe(true);
    expect(getNonblocking(socket.fileno())).toBe(false);
    for (const timeoutMs of [0, 0.5, 1500]) {
      socket.settimeout(timeoutMs);
      expect(socket.gettimeout()).toBe(timeoutMs);
      expect(socket.getblocking()).toBe(timeoutMs !== 0);
      expect(getNonblocking(socket.fileno())).toBe(true);
    }
    socket.settimeout(null);
    expect(getNonblocking(socket.fileno())).toBe(false);
  });

  it('K2: setblocking is settimeout of null and of 0', () => {
    const socket = owned(new Socket());
    socket.setblocking(false);
    expect([socket.gettimeout(), getNonblocking(socket.fileno())]).toEqual([0, true]);
    socket.setblocking(true);
    expect([socket.gettimeout(), getNonblocking(socket.fileno())]).toEqual([null, false]);
  });

  it('refuses limits that are none', () => {
    const socket = owned(new Socket());
    for (const bad of [-1, -0.001, NaN, Infinity])
      expect(thrownBy(() => socket.settimeout(bad))).toMatchObject({
        code: 'ERR_FDSET_OUT_OF_RANGE',
      });
    for (const bad of ['1', undefined, {}])
      expect(thrownBy(() => socket.settimeout(bad as never))).toMatchObject({
        code: 'ERR_FDSET_INVALID_ARG_TYPE',
      });
    expect(() => socket.setblocking(1 as never)).toThrow(TypeError);
    expect(socket.gettimeout()).toBe(null);
  });

  it('K2: never ends a wait early, below a millisecond too', () => {
    const [a] = ownedPair();
    for (const timeoutMs of [0.3, 1, 7.5, 20]) {
      a.settimeout(timeoutMs);
      const startedAt = performance.now();
      expect(thrownBy(() => a.recv(1)).code).toBe('ETIMEDOUT');
      expect(performance.now() - startedAt).toBeGreaterThanOrEqual(timeoutMs);
    }
  });
});

describe('ownership', () => {
  it('a collected, unclosed socket closes its descriptor and warns', async () => {
    const fixture = fileURLToPath(new URL('fixtures/collected.mjs', import.meta.url));
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [
      '--expose-gc',
      fixture,
    ]);
    expect(JSON.parse(stdout)).toEqual({
      open: 0,
      warnings: 3,
      closedBefore: 0,
      detachedStillOpen: true,
    });
    expect(stderr).toMatch(/ResourceWarning: Closing socket descriptor \d+ on garbage collection/);
    expect(stderr).toContain('[FDSET_UNCLOSED_SOCKET]');
  });

  it('what a worker leaves open is closed when it ends', async () => {
    const opened = openedFromNow(SOCKETS_AND_PIPES);
    const peer = await startPeer('leave', null, { count: 20 });
    expect(await peer.result).toHaveLength(20);
    await peer.ended;
    expect(opened()).toEqual([]);
  });

  it('what a worker detaches outlives it', async () => {
    const peer = await startPeer('giveAway', null);
    const fd = (await peer.result) as number;
    await peer.ended;
    expect(owned(Socket.fromFd(fd)).type).toBe(SOCK_STREAM);
  });

  it('leaves nothing behind after pairs were closed', () => {
    const opened = openedFromNow(SOCKETS_AND_PIPES);
    for (let i = 0; i < 100; i++) for (const socket of socketpair()) socket.close();
    expect(opened()).toEqual([]);
  });
});
