import * as posix from '@fdset/posix';
import { afterEach, describe, expect, it } from 'vitest';
import { tempPath } from './helpers/temp-path.js';
import { thrownBy } from './helpers/thrown-by.js';

const opened: number[] = [];
afterEach(() => opened.splice(0).forEach(posix.close));

function bound(family: number, address: posix.Address): posix.Address {
  const fd = posix.socket(family, posix.SOCK_STREAM);
  opened.push(fd);
  posix.bind(fd, address);
  return posix.getsockname(fd);
}

describe('addresses', () => {
  it('an IPv4 address comes back with the port that was chosen', () => {
    const address = bound(posix.AF_INET, { host: '127.0.0.1', port: 0 });
    expect(address).toEqual({ host: '127.0.0.1', port: expect.any(Number) });
  });

  it('an IPv6 address carries flowinfo and scopeId', () => {
    const address = bound(posix.AF_INET6, { host: '::1', port: 0 });
    expect(address).toMatchObject({ host: '::1', flowinfo: 0, scopeId: 0 });
  });

  it('a flowinfo of more than twenty bits is refused, and so is room for control that no kernel takes', () => {
    const fd = posix.socket(posix.AF_INET6, posix.SOCK_DGRAM);
    for (const flowinfo of [0x100000, -1, 1.5]) {
      const bind = (): void => posix.bind(fd, { host: '::1', port: 0, flowinfo });
      expect(thrownBy(bind)).toMatchObject({ code: 'ERR_FDSET_OUT_OF_RANGE' });
    }
    posix.close(fd);
    for (const bytes of [2 ** 31, 2 ** 32, -1])
      expect(thrownBy(() => posix.controlSpace(bytes))).toMatchObject({
        code: 'ERR_FDSET_OUT_OF_RANGE',
      });
  });

  it('K11: a path comes back as it was given', () => {
    const path = tempPath('straße');
    expect(bound(posix.AF_UNIX, { path })).toEqual({ path });
  });

  it('K11: a path that is not UTF-8 comes back as its bytes', () => {
    const path = Buffer.concat([Buffer.from(tempPath('')), Buffer.from([0xff, 0xfe])]);
    expect(bound(posix.AF_UNIX, { path })).toEqual({ path });
  });

  it('K11: an abstract name of 107 bytes keeps its embedded NULs', () => {
    const name = `fdset-${process.pid}-${Date.now()}\0with\0nul`;
    const path = `\0${name.padEnd(107, '.')}`;
    expect(bound(posix.AF_UNIX, { path })).toEqual({ path });
  });

  it('K11: an empty path lets the kernel choose an abstract name', () => {
    const address = bound(posix.AF_UNIX, { path: '' });
    expect(address).toEqual({ path: expect.stringMatching(/^\0[0-9a-f]{5}$/) });
  });

  it('an unbound Unix socket has the empty path', () => {
    const fd = posix.socket(posix.AF_UNIX, posix.SOCK_STREAM);
    opened.push(fd);
    expect(posix.getsockname(fd)).toEqual({ path: '' });
  });

  it.each([
    [{ host: '127.0.0.1', port: -1 }, 'ERR_FDSET_OUT_OF_RANGE'],
    [{ host: '127.0.0.1', port: 70000 }, 'ERR_FDSET_OUT_OF_RANGE'],
    [{ host: '127.0.0.1', port: 1.5 }, 'ERR_FDSET_OUT_OF_RANGE'],
    [{ host: '127.0.0.1', port: '80' }, 'ERR_FDSET_INVALID_ARG_TYPE'],
    [{ host: 'localhost', port: 80 }, 'ERR_FDSET_OUT_OF_RANGE'],
    [{ host: 'x'.repeat(1000), port: 80 }, 'ERR_FDSET_OUT_OF_RANGE'],
    [{ host: '::1', port: 80, scopeId: -1 }, 'ERR_FDSET_OUT_OF_RANGE'],
    [{ path: 'x'.repeat(108) }, 'ERR_FDSET_OUT_OF_RANGE'],
    [{ path: 'a\0b' }, 'ERR_FDSET_OUT_OF_RANGE'],
    [{ path: 7 }, 'ERR_FDSET_INVALID_ARG_TYPE'],
    [{}, 'ERR_FDSET_INVALID_ARG_TYPE'],
    [null, 'ERR_FDSET_INVALID_ARG_TYPE'],
  ])('V22: %j is refused with %s', (address, code) => {
    const fd = posix.socket(posix.AF_INET, posix.SOCK_STREAM);
    opened.push(fd);
    expect(thrownBy(() => posix.bind(fd, address as posix.Address)).code).toBe(code);
  });
});

it.each([
  ['127.0.0.1:80', "not '127.0.0.1:80': write { host: '127.0.0.1', port: 80 }"],
  [['::1', 80], "not [ '::1', 80 ]: write { host: '::1', port: 80 }"],
  ['/run/x', "not '/run/x': write { path: '/run/x' }"],
])('an address of another shape, %j, is told how to write it', (address, hint) => {
  const fd = posix.socket(posix.AF_INET, posix.SOCK_DGRAM);
  opened.push(fd);
  const given = address as unknown as posix.Address;
  for (const call of [posix.bind, posix.connect])
    expect(thrownBy(() => call(fd, given)).message).toContain(hint);
  expect(thrownBy(() => posix.sendto(fd, Buffer.from('x'), 0, 1, 0, given)).message).toContain(
    hint,
  );
});
