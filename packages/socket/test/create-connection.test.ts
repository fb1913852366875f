import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  SOCK_STREAM,
  createConnection,
  createListener,
  getaddrinfo,
  hasDualstackIPv6,
} from '../src/index.js';
import type { InetAddress } from '../src/index.js';
import {
  freshDirectory,
  owned,
  ownedListener,
  refusedAddress,
  thrownBy,
} from './support/sockets.js';
import { openedFromNow, SOCKETS_AND_PIPES } from '../../../scripts/test/opened-from-now.mjs';

const localhosts = getaddrinfo('localhost', 1, { type: SOCK_STREAM }).length;

describe('createConnection', () => {
  it('connects and sets the timeout', () => {
    const { address } = ownedListener();
    const plain = owned(createConnection(address));
    expect([plain.family, plain.gettimeout()]).toEqual([AF_INET, null]);
    expect(plain.getpeername()).toEqual(address);
    expect(owned(createConnection(address, { timeoutMs: 750 })).gettimeout()).toBe(750);
  });

  it('connects to a Unix path', () => {
    const path = join(freshDirectory(), 'listener');
    owned(createListener({ path }));
    const socket = owned(createConnection({ path }));
    expect(socket.family).toBe(AF_UNIX);
    expect(socket.getpeername()).toEqual({ path });
  });

  it('connects over IPv6', () => {
    if (!hasDualstackIPv6()) return;
    const listener = owned(createListener({ host: '::1', port: 0 }));
    const socket = owned(createConnection(listener.getsockname()));
    expect(socket.family).toBe(AF_INET6);
  });

  it('K7: tries every address of a name until one answers', () => {
    const { address } = ownedListener();
    const socket = owned(createConnection({ host: 'localhost', port: address.port }));
    expect(socket.getpeername()).toEqual(address);
  });

  it('takes an empty host for this machine', () => {
    const { address } = ownedListener();
    const socket = owned(createConnection({ host: '', port: address.port }));
    expect((socket.getpeername() as InetAddress).port).toBe(address.port);
  });

  it('connects from the source address', () => {
    const { listener, address } = ownedListener();
    const free = refusedAddress();
    const sourceAddress = { host: '127.0.0.1', port: free.port };
    const socket = owned(createConnection(address, { sourceAddress }));
    expect(socket.getsockname()).toEqual(sourceAddress);
    const [conn, peer] = listener.accept();
    conn.close();
    expect(peer).toEqual(sourceAddress);
  });

  it('K7: one address that fails gives its own error', () => {
    const address = refusedAddress();
    expect(thrownBy(() => createConnection(address))).toMatchObject({
      name: 'ConnectionRefusedError',
      port: address.port,
    });
  });

  it('K7: allErrors reports the error of every address', () => {
    const { port } = refusedAddress();
    const error = thrownBy<AggregateError & { code: string }>(() =>
      createConnection({ host: 'localhost', port }, { allErrors: true }),
    );
    expect(error).toBeInstanceOf(AggregateError);
    expect(error.errors).toHaveLength(localhosts);
    expect(error.code).toBe(error.errors[0].code);
    for (const each of error.errors)
      expect(each).toMatchObject({ port, syscall: expect.any(String) });
    expect(error.message).toContain(`127.0.0.1:${port}`);
  });

  it('K7: allErrors false throws the last error alone', () => {
    const { port } = refusedAddress();
    const error = thrownBy(() =>
      createConnection({ host: 'localhost', port }, { allErrors: false }),
    );
    expect(error).not.toBeInstanceOf(AggregateError);
    expect(error.code).toMatch(/^E/);
  });

  it('K7: without allErrors several failing addresses give an AggregateError', () => {
    const { port } = refusedAddress();
    const error = thrownBy(() => createConnection({ host: 'localhost', port }));
    expect(error instanceof AggregateError).toBe(localhosts > 1);
  });

  it('reports names that do not resolve, and misuse', () => {
    expect(thrownBy(() => createConnection({ host: 'no such host', port: 1 }))).toMatchObject({
      name: 'AddressInfoError',
    });
    expect(() => createConnection({ host: '127.0.0.1', port: 70000 })).toThrow(RangeError);
    expect(() => createConnection('127.0.0.1:80' as never)).toThrow(TypeError);
    expect(() => createConnection({ host: '127.0.0.1', port: 1 }, { timeoutMs: -1 })).toThrow(
      RangeError,
    );
  });

  it('K5: 1,024 failures leave no descriptor behind', () => {
    const address = refusedAddress();
    const opened = openedFromNow(SOCKETS_AND_PIPES);
    for (let i = 0; i < 1024; i++)
      expect(thrownBy(() => createConnection(address)).code).toBe('ECONNREFUSED');
    expect(opened()).toEqual([]);
  });
});
