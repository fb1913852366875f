import { describe, expect, it } from 'vitest';
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPPROTO_TCP,
  IPV6_V6ONLY,
  IP_MULTICAST_LOOP,
  IP_TTL,
  SOCK_DGRAM,
  SOL_SOCKET,
  SO_ACCEPTCONN,
  SO_DOMAIN,
  SO_ERROR,
  SO_KEEPALIVE,
  SO_PROTOCOL,
  SO_RCVBUF,
  SO_REUSEADDR,
  SO_TYPE,
  Socket,
  TCP_CONGESTION,
  TCP_INFO,
  TCP_KEEPCNT,
  TCP_KEEPIDLE,
  TCP_KEEPINTVL,
  TCP_NODELAY,
  TCP_USER_TIMEOUT,
  hasDualstackIPv6,
} from '../src/index.js';
import { owned, ownedListener, ownedPair, ownedTcpPair, thrownBy } from './support/sockets.js';

describe('options', () => {
  it('K: sets and reads int options', () => {
    const socket = owned(new Socket());
    const settable: [number, number, number][] = [
      [SOL_SOCKET, SO_REUSEADDR, 1],
      [SOL_SOCKET, SO_KEEPALIVE, 1],
      [IPPROTO_TCP, TCP_NODELAY, 1],
      [IPPROTO_TCP, TCP_KEEPIDLE, 33],
      [IPPROTO_TCP, TCP_KEEPINTVL, 7],
      [IPPROTO_TCP, TCP_KEEPCNT, 4],
      [IPPROTO_TCP, TCP_USER_TIMEOUT, 12345],
      [IPPROTO_IP, IP_TTL, 42],
    ];
    for (const [level, name, value] of settable) {
      socket.setsockopt(level, name, value);
      expect(socket.getsockopt(level, name)).toBe(value);
    }
    socket.setsockopt(SOL_SOCKET, SO_RCVBUF, 65536);
    expect(socket.getsockopt(SOL_SOCKET, SO_RCVBUF)).toBeGreaterThanOrEqual(65536);
  });

  it('takes booleans and bytes', () => {
    const socket = owned(new Socket());
    socket.setsockopt(IPPROTO_TCP, TCP_NODELAY, true);
    expect(socket.getsockopt(IPPROTO_TCP, TCP_NODELAY)).toBe(1);
    socket.setsockopt(IPPROTO_TCP, TCP_NODELAY, false);
    expect(socket.getsockopt(IPPROTO_TCP, TCP_NODELAY)).toBe(0);
    const one = new Uint8Array(new Int32Array([1]).buffer);
    socket.setsockopt(IPPROTO_TCP, TCP_NODELAY, one);
    expect(socket.getsockopt(IPPROTO_TCP, TCP_NODELAY)).toBe(1);
  });

  it('reads structures as bytes', () => {
    const { client } = ownedTcpPair();
    const info = client.getsockopt(IPPROTO_TCP, TCP_INFO, 512);
    expect(info.length).toBeGreaterThan(100);
    // tcpi_state: 1 is TCP_ESTABLISHED.
    expect(info[0]).toBe(1);
    const congestion = client.getsockopt(IPPROTO_TCP, TCP_CONGESTION, 16).toString('latin1');
    expect(congestion.replace(/\0.*$/s, '')).toMatch(/^[a-z]+\d?$/);
  });

  it('reads what the kernel knows about the socket', () => {
    const { listener } = ownedListener();
    expect(listener.getsockopt(SOL_SOCKET, SO_ACCEPTCONN)).toBe(1);
    expect(listener.getsockopt(SOL_SOCKET, SO_ERROR)).toBe(0);
    expect(listener.getsockopt(SOL_SOCKET, SO_DOMAIN)).toBe(listener.family);
    expect(listener.getsockopt(SOL_SOCKET, SO_TYPE)).toBe(listener.type);
    expect(listener.getsockopt(SOL_SOCKET, SO_PROTOCOL)).toBe(IPPROTO_TCP);
  });

  it('reports an unknown option and refuses a wrong value', () => {
    const socket = owned(new Socket());
    expect(thrownBy(() => socket.getsockopt(SOL_SOCKET, 9999)).code).toBe('ENOPROTOOPT');
    expect(() => socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, '1' as never)).toThrow(TypeError);
    expect(() => socket.getsockopt(SOL_SOCKET, SO_TYPE, -1)).toThrow(RangeError);
  });

  it('sets and reads linger', () => {
    const socket = owned(new Socket());
    expect(socket.getLinger()).toBe(null);
    socket.setLinger(5);
    expect(socket.getLinger()).toBe(5);
    socket.setLinger(0);
    expect(socket.getLinger()).toBe(0);
    socket.setLinger(null);
    expect(socket.getLinger()).toBe(null);
  });
});

describe('multicast', () => {
  it('joins, receives and leaves a group', () => {
    const receiver = owned(new Socket(AF_INET, SOCK_DGRAM));
    receiver.bind({ host: '', port: 0 });
    receiver.joinGroup('239.255.77.1', '127.0.0.1');
    expect(thrownBy(() => receiver.joinGroup('239.255.77.1', '127.0.0.1')).code).toBe('EADDRINUSE');
    expect(receiver.getsockopt(IPPROTO_IP, IP_MULTICAST_LOOP)).toBe(1);
    receiver.leaveGroup('239.255.77.1', '127.0.0.1');
    expect(thrownBy(() => receiver.leaveGroup('239.255.77.1', '127.0.0.1')).code).toBe(
      'EADDRNOTAVAIL',
    );
  });

  it('joins an IPv6 group by interface index', () => {
    if (!hasDualstackIPv6()) return;
    const receiver = owned(new Socket(AF_INET6, SOCK_DGRAM));
    expect(receiver.getsockopt(IPPROTO_IPV6, IPV6_V6ONLY)).toBeTypeOf('number');
    receiver.joinGroup('ff01::77', 1);
    receiver.leaveGroup('ff01::77', 1);
  });
});

describe('names', () => {
  it('getsockname and getpeername name both ends', () => {
    const { client, server } = ownedTcpPair();
    expect(client.getpeername()).toEqual(server.getsockname());
    expect(server.getpeername()).toEqual(client.getsockname());
    expect(thrownBy(() => owned(new Socket()).getpeername()).code).toBe('ENOTCONN');
  });

  it('an unnamed Unix socket has the empty path', () => {
    const [a] = ownedPair();
    expect(a.getsockname()).toEqual({ path: '' });
    expect(a.getpeername()).toEqual({ path: '' });
  });
});

it('K12: getPeerCredentials tells process, user and group of the peer', () => {
  const [a] = ownedPair();
  expect(a.getPeerCredentials()).toEqual({
    pid: process.pid,
    uid: process.getuid?.(),
    gid: process.getgid?.(),
  });
  const listener = owned(new Socket(AF_UNIX));
  listener.bind({ path: '' });
  listener.listen();
  const client = owned(new Socket(AF_UNIX));
  client.connect(listener.getsockname());
  expect(client.getPeerCredentials().pid).toBe(process.pid);
});
