import * as posix from '@fdset/posix';
import { describe, expect, it } from 'vitest';
import { thrownBy } from './helpers/thrown-by.js';

const stream = { type: posix.SOCK_STREAM };

describe('names', () => {
  it('resolves a numeric host and a port', () => {
    const [found] = posix.getaddrinfo('127.0.0.1', 8088, stream);
    expect(found).toEqual({
      family: posix.AF_INET,
      type: posix.SOCK_STREAM,
      protocol: posix.IPPROTO_TCP,
      address: { host: '127.0.0.1', port: 8088 },
    });
  });

  it('restricts localhost to the family that was asked for', () => {
    const found = posix.getaddrinfo('localhost', 1, { ...stream, family: posix.AF_INET });
    expect(found.map((entry) => entry.address)).toEqual([{ host: '127.0.0.1', port: 1 }]);
  });

  it('without a host gives the wildcard address to a passive socket', () => {
    const options = { ...stream, family: posix.AF_INET, flags: posix.AI_PASSIVE };
    expect(posix.getaddrinfo(null, 80, options)[0]?.address).toEqual({ host: '0.0.0.0', port: 80 });
  });

  it('an unknown name is an AddressInfoError with the resolver’s code', async () => {
    const options = { flags: posix.AI_NUMERICHOST };
    const error = thrownBy(() => posix.getaddrinfo('no.such.host', null, options));
    expect(error).toBeInstanceOf(posix.AddressInfoError);
    expect(error).toMatchObject({
      code: 'EAI_NONAME',
      message: expect.stringContaining('no.such.host'),
    });
    await expect(posix.getaddrinfoAsync('no.such.host', null, options)).rejects.toMatchObject({
      code: 'EAI_NONAME',
    });
  });

  it('the promise gives what the call gives', async () => {
    const found = posix.getaddrinfo('::1', 443, stream);
    await expect(posix.getaddrinfoAsync('::1', 443, stream)).resolves.toEqual(found);
  });

  it('names an address both ways', async () => {
    const flags = posix.NI_NUMERICHOST | posix.NI_NUMERICSERV;
    const named = { host: '127.0.0.1', service: '25' };
    expect(posix.getnameinfo({ host: '127.0.0.1', port: 25 }, flags)).toEqual(named);
    const later = posix.getnameinfoAsync({ host: '127.0.0.1', port: 25 }, flags);
    await expect(later).resolves.toEqual(named);
  });

  it('converts addresses to bytes and back', () => {
    const bytes = posix.inetPton(posix.AF_INET6, 'fe80::1');
    expect(bytes).toHaveLength(16);
    expect(posix.inetNtop(posix.AF_INET6, bytes)).toBe('fe80::1');
    expect([...posix.inetPton(posix.AF_INET, '1.2.3.4')]).toEqual([1, 2, 3, 4]);
  });

  it.each([
    () => posix.inetPton(posix.AF_INET, '1.2.3'),
    () => posix.inetPton(posix.AF_INET6, 'x'.repeat(1000)),
    () => posix.inetNtop(posix.AF_INET, Buffer.alloc(5)),
  ])('refuses what is no address: %s', (call) => {
    expect(thrownBy(call).code).toBe('EINVAL');
  });

  it('K: interfaces have names and indices', () => {
    const loopback = posix.ifNameindex().find(({ name }) => name === 'lo');
    expect(loopback).toBeDefined();
    expect(posix.ifNametoindex('lo')).toBe(loopback!.index);
    expect(posix.ifIndextoname(loopback!.index)).toBe('lo');
    expect(thrownBy(() => posix.ifNametoindex('no-such-interface')).code).toBe('ENODEV');
  });
});
