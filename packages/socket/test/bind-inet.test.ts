import { describe, expect, it } from 'vitest';
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  IPPROTO_IPV6,
  IPV6_V6ONLY,
  SOL_SOCKET,
  SO_REUSEADDR,
  SO_REUSEPORT,
  Socket,
  bindInet,
  chooseFamily,
  hasDualstackIPv6,
} from '../src/index.js';
import type { Address, FamilyOptions } from '../src/index.js';
import { owned, thrownBy } from './support/sockets.js';
import { needsThat } from '../../../scripts/test/needs.mjs';

const V4 = { host: '127.0.0.1', port: 0 };
const V6 = { host: '::1', port: 0 };
const hasIPv6 = needsThat(hasDualstackIPv6(), 'needs IPv6');

describe('chooseFamily', () => {
  it.each<[Address, FamilyOptions, number]>([
    [V4, {}, AF_INET],
    [V6, {}, AF_INET6],
    [{ host: 'localhost', port: 0 }, {}, AF_INET],
    [{ host: 'localhost', port: 0 }, { usual: AF_INET6 }, AF_INET6],
    [{ host: 'localhost', port: 0 }, { usual: AF_INET6, family: AF_INET }, AF_INET],
    [V6, { usual: AF_INET }, AF_INET6],
    [{ path: '/run/x' }, {}, AF_UNIX],
    [{ path: '/run/x' }, { family: AF_UNIX, usual: AF_INET }, AF_UNIX],
  ])('%j with %j', (address, options, family) => {
    expect(chooseFamily(address, options)).toBe(family);
  });

  it('dual-stack is AF_INET6, unless something else is usual', hasIPv6, () => {
    expect(chooseFamily(V4, { dualstackIPv6: true })).toBe(AF_INET6);
    expect(thrownBy(() => chooseFamily(V4, { dualstackIPv6: true, usual: AF_INET })).code).toBe(
      'ERR_FDSET_UNSUPPORTED',
    );
  });

  it.each<[unknown, object, string]>([
    [V4, { family: AF_UNIX }, 'ERR_FDSET_UNSUPPORTED'],
    [V4, { usual: AF_UNIX }, 'ERR_FDSET_UNSUPPORTED'],
    [V4, { family: AF_INET, dualstackIPv6: true }, 'ERR_FDSET_UNSUPPORTED'],
    [{ path: '/run/x' }, { family: AF_INET }, 'ERR_FDSET_UNSUPPORTED'],
    [{ path: '/run/x' }, { dualstackIPv6: true }, 'ERR_FDSET_UNSUPPORTED'],
    [V4, { dualstackIPv6: 1 }, 'ERR_FDSET_INVALID_ARG_TYPE'],
    [V4, { famly: AF_INET }, 'ERR_FDSET_UNKNOWN_OPTION'],
    ['::1', {}, 'ERR_FDSET_INVALID_ARG_TYPE'],
    [V4, null as never, 'ERR_FDSET_INVALID_ARG_TYPE'],
  ])('%j with %j is refused', (address, options, code) => {
    expect(thrownBy(() => chooseFamily(address as never, options))).toMatchObject({ code });
  });
});

describe('bindInet', () => {
  it('sets what is asked for, and binds', () => {
    const plain = owned(new Socket());
    bindInet(plain, V4);
    expect(plain.getsockopt(SOL_SOCKET, SO_REUSEADDR)).toBe(0);
    expect(plain.getsockopt(SOL_SOCKET, SO_REUSEPORT)).toBe(0);
    expect(plain.getsockname()).toMatchObject({ host: '127.0.0.1' });
    const shared = owned(new Socket());
    bindInet(shared, V4, { reuseAddress: true, reusePort: true });
    expect(shared.getsockopt(SOL_SOCKET, SO_REUSEADDR)).toBe(1);
    expect(shared.getsockopt(SOL_SOCKET, SO_REUSEPORT)).toBe(1);
  });

  it('an AF_INET6 socket takes IPv6 alone unless it is dual-stack', hasIPv6, () => {
    for (const dualstackIPv6 of [false, true]) {
      const socket = owned(new Socket(AF_INET6));
      bindInet(socket, { host: '::', port: 0 }, { dualstackIPv6 });
      expect(socket.getsockopt(IPPROTO_IPV6, IPV6_V6ONLY)).toBe(dualstackIPv6 ? 0 : 1);
    }
  });

  it('refuses what it does not know before it sets anything', () => {
    const socket = owned(new Socket());
    for (const options of [{ reuseAddr: true }, { reuseAddress: true, reusePort: 'yes' }, null])
      expect(thrownBy(() => bindInet(socket, V4, options as never)).code).toMatch(
        /^ERR_FDSET_(UNKNOWN_OPTION|INVALID_ARG_TYPE)$/,
      );
    expect(socket.getsockopt(SOL_SOCKET, SO_REUSEADDR)).toBe(0);
    expect(socket.getsockname()).toMatchObject({ port: 0 });
  });
});
