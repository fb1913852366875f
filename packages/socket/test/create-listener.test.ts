import { describe, expect, it } from 'vitest';
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  IPPROTO_IPV6,
  IPV6_V6ONLY,
  SOCK_SEQPACKET,
  SOL_SOCKET,
  SO_ACCEPTCONN,
  SO_REUSEADDR,
  SO_REUSEPORT,
  createConnection,
  createListener,
  hasDualstackIPv6,
} from '../src/index.js';
import type { InetAddress } from '../src/index.js';
import { owned, ownedListener, thrownBy } from './support/sockets.js';
import { needsThat } from '../../../scripts/test/needs.mjs';
import { openedFromNow, SOCKETS_AND_PIPES } from '../../../scripts/test/opened-from-now.mjs';

const hasIPv6 = hasDualstackIPv6();

describe('createListener', () => {
  it('K8: listens with SO_REUSEADDR on and SO_REUSEPORT off', () => {
    const listener = owned(createListener({ host: '127.0.0.1', port: 0 }, { backlog: 5 }));
    expect(listener.family).toBe(AF_INET);
    expect(listener.getsockopt(SOL_SOCKET, SO_ACCEPTCONN)).toBe(1);
    expect(listener.getsockopt(SOL_SOCKET, SO_REUSEADDR)).toBe(1);
    expect(listener.getsockopt(SOL_SOCKET, SO_REUSEPORT)).toBe(0);
  });

  it('K8: reusePort lets two listeners share a port', () => {
    const first = owned(createListener({ host: '127.0.0.1', port: 0 }, { reusePort: true }));
    const second = owned(createListener(first.getsockname(), { reusePort: true }));
    expect(second.getsockname()).toEqual(first.getsockname());
    expect(thrownBy(() => createListener(first.getsockname())).code).toBe('EADDRINUSE');
  });

  it('K8: listens again on a port whose last connections are in TIME_WAIT', () => {
    const listener = owned(createListener({ host: '127.0.0.1', port: 0 }));
    const address = listener.getsockname();
    const client = owned(createConnection(address));
    const [conn] = listener.accept();
    conn.close();
    listener.close();
    expect(client.recv(1)).toHaveLength(0);
    client.close();
    expect(owned(createListener(address)).getsockname()).toEqual(address);
  });

  it(
    'K8: an AF_INET6 listener is V6ONLY unless dual-stack',
    needsThat(hasIPv6, 'needs IPv6'),
    () => {
      const only6 = owned(createListener({ host: '::', port: 0 }));
      expect(only6.family).toBe(AF_INET6);
      expect(only6.getsockopt(IPPROTO_IPV6, IPV6_V6ONLY)).toBe(1);
      const { port } = only6.getsockname() as InetAddress;
      expect(thrownBy(() => createConnection({ host: '127.0.0.1', port })).code).toBe(
        'ECONNREFUSED',
      );

      const both = owned(createListener({ host: '', port: 0 }, { dualstackIPv6: true }));
      expect(both.getsockopt(IPPROTO_IPV6, IPV6_V6ONLY)).toBe(0);
      const dualPort = (both.getsockname() as InetAddress).port;
      owned(createConnection({ host: '127.0.0.1', port: dualPort }));
      const [conn, peer] = both.accept();
      owned(conn);
      expect(peer).toMatchObject({ host: '::ffff:127.0.0.1' });
    },
  );

  it('the family of a name is AF_INET unless said otherwise', () => {
    expect(owned(createListener({ host: 'localhost', port: 0 })).family).toBe(AF_INET);
    expect(owned(createListener({ host: '', port: 0 })).family).toBe(AF_INET);
    if (!hasIPv6) return;
    expect(owned(createListener({ host: '', port: 0 }, { family: AF_INET6 })).family).toBe(
      AF_INET6,
    );
  });

  it('listens on abstract and unnamed Unix addresses, and SEQPACKET', () => {
    const listener = owned(createListener({ path: '' }, { type: SOCK_SEQPACKET }));
    expect([listener.family, listener.type]).toEqual([AF_UNIX, SOCK_SEQPACKET]);
    expect(listener.getsockname()).toEqual({ path: expect.stringMatching(/^\0/) });
  });

  it('refuses combinations that cannot be', () => {
    const address = { host: '127.0.0.1', port: 0 };
    expect(
      thrownBy(() => createListener(address, { dualstackIPv6: true, family: AF_INET })),
    ).toMatchObject({
      name: 'TypeError',
      code: 'ERR_FDSET_UNSUPPORTED',
    });
    expect(thrownBy(() => createListener(address, { family: AF_UNIX })).code).toBe(
      'ERR_FDSET_UNSUPPORTED',
    );
    expect(() => createListener({ host: '127.0.0.1', port: 70000 })).toThrow(RangeError);
    expect(() => createListener({ host: '127.0.0.1', port: -1 })).toThrow(RangeError);
    expect(() => createListener(8088 as never)).toThrow(TypeError);
  });

  it('K5, K7: 1,024 failures name the address and leave no descriptor behind', () => {
    const { address } = ownedListener();
    const opened = openedFromNow(SOCKETS_AND_PIPES);
    for (let i = 0; i < 1024; i++)
      expect(thrownBy(() => createListener(address))).toMatchObject({
        code: 'EADDRINUSE',
        message: expect.stringContaining(`127.0.0.1:${address.port}`),
      });
    expect(opened()).toEqual([]);
  });
});

describe('hasDualstackIPv6', () => {
  it('K: tells whether a dual-stack socket can be made, and leaks none', () => {
    const opened = openedFromNow(SOCKETS_AND_PIPES);
    expect(hasDualstackIPv6()).toBeTypeOf('boolean');
    expect(opened()).toEqual([]);
  });
});
