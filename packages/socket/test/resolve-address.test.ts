import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  AF_INET6,
  AF_UNIX,
  SOCK_DGRAM,
  Socket,
  hasDualstackIPv6,
  ifNametoindex,
} from '../src/index.js';
import type { InetAddress } from '../src/index.js';
import { freshDirectory, owned, ownedListener, thrownBy } from './support/sockets.js';
import { needsThat } from '../../../scripts/test/needs.mjs';

describe('bind', () => {
  it('takes a host name, and the empty host for every address', () => {
    const named = owned(new Socket());
    named.bind({ host: 'localhost', port: 0 });
    expect((named.getsockname() as InetAddress).host).toBe('127.0.0.1');
    const any = owned(new Socket());
    any.bind({ host: '', port: 0 });
    expect((any.getsockname() as InetAddress).host).toBe('0.0.0.0');
    if (!hasDualstackIPv6()) return;
    const any6 = owned(new Socket(AF_INET6));
    any6.bind({ host: '', port: 0 });
    expect((any6.getsockname() as InetAddress).host).toBe('::');
  });

  it('K7: errors name the address', () => {
    const { address } = ownedListener();
    const socket = owned(new Socket());
    expect(thrownBy(() => socket.bind(address))).toMatchObject({
      name: 'SocketError',
      code: 'EADDRINUSE',
      syscall: 'bind',
      address: '127.0.0.1',
      port: address.port,
      message: expect.stringContaining(`127.0.0.1:${address.port}`),
    });
  });

  it('refuses ports and addresses that are none', () => {
    const socket = owned(new Socket());
    for (const port of [-1, 70000, 1.5, NaN])
      expect(thrownBy(() => socket.bind({ host: '127.0.0.1', port }))).toMatchObject({
        name: 'RangeError',
        code: 'ERR_FDSET_OUT_OF_RANGE',
      });
    const wrong = [
      null,
      'localhost:80',
      { path: '/tmp/x' },
      { host: 5, port: 1 },
      { host: 'a', port: '1' },
    ];
    for (const address of wrong)
      expect(thrownBy(() => socket.bind(address as never))).toMatchObject({
        name: 'TypeError',
        code: 'ERR_FDSET_INVALID_ARG_TYPE',
      });
    const unix = owned(new Socket(AF_UNIX));
    expect(() => unix.bind({ host: '127.0.0.1', port: 0 })).toThrow(TypeError);
  });

  it('reports a name that does not exist in this family as AddressInfoError', () => {
    const socket = owned(new Socket());
    expect(thrownBy(() => socket.bind({ host: '::1', port: 0 }))).toMatchObject({
      name: 'AddressInfoError',
      code: expect.stringMatching(/^EAI_/),
    });
  });

  it('takes a scope that names an interface', needsThat(hasDualstackIPv6(), 'needs IPv6'), () => {
    const socket = owned(new Socket(AF_INET6, SOCK_DGRAM));
    // This address needs no route, and every machine has this interface.
    socket.bind({ host: 'ff02::1%lo', port: 0 });
    expect(socket.getsockname()).toMatchObject({ host: 'ff02::1', scopeId: ifNametoindex('lo') });
  });
});

describe('Unix names', () => {
  it('K11: keeps abstract names of 107 bytes with NULs inside', () => {
    const start = `\0fdset\0${process.pid}\0`;
    const name = start + 'n'.repeat(108 - start.length);
    expect(Buffer.byteLength(name)).toBe(108);
    const listener = owned(new Socket(AF_UNIX));
    listener.bind({ path: name });
    listener.listen();
    expect(listener.getsockname()).toEqual({ path: name });
    const client = owned(new Socket(AF_UNIX));
    client.connect({ path: name });
    expect(client.getpeername()).toEqual({ path: name });
  });

  it('K11: refuses names that are longer', () => {
    const socket = owned(new Socket(AF_UNIX));
    expect(() => socket.bind({ path: `\0${'n'.repeat(108)}` })).toThrow(RangeError);
    expect(() => socket.bind({ path: `/${'n'.repeat(200)}` })).toThrow(RangeError);
  });

  it('K11: binding the empty name takes a free abstract one', () => {
    const socket = owned(new Socket(AF_UNIX, SOCK_DGRAM));
    expect(socket.getsockname()).toEqual({ path: '' });
    socket.bind({ path: '' });
    expect(socket.getsockname()).toEqual({ path: expect.stringMatching(/^\0[0-9a-f]{5}$/) });
  });

  it('binds paths in the file system', () => {
    const path = join(freshDirectory(), 'plain');
    const socket = owned(new Socket(AF_UNIX));
    socket.bind({ path });
    expect(existsSync(path)).toBe(true);
    expect(socket.getsockname()).toEqual({ path });
  });
});
