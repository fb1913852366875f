import * as posix from '@fdset/posix';
import { afterAll, describe, expect, it } from 'vitest';
import { thrownBy } from './helpers/thrown-by.js';

const tcp = posix.socket(posix.AF_INET, posix.SOCK_STREAM);
const udp = posix.socket(posix.AF_INET6, posix.SOCK_DGRAM);
afterAll(() => [tcp, udp].forEach((fd) => posix.close(fd)));

describe('options', () => {
  it.each([
    ['SO_REUSEADDR', tcp, posix.SOL_SOCKET, posix.SO_REUSEADDR, 1],
    ['SO_REUSEPORT', tcp, posix.SOL_SOCKET, posix.SO_REUSEPORT, 1],
    ['SO_KEEPALIVE', tcp, posix.SOL_SOCKET, posix.SO_KEEPALIVE, 1],
    ['SO_BROADCAST', udp, posix.SOL_SOCKET, posix.SO_BROADCAST, 1],
    ['TCP_NODELAY', tcp, posix.IPPROTO_TCP, posix.TCP_NODELAY, 1],
    ['TCP_CORK', tcp, posix.IPPROTO_TCP, posix.TCP_CORK, 1],
    ['TCP_KEEPIDLE', tcp, posix.IPPROTO_TCP, posix.TCP_KEEPIDLE, 30],
    ['TCP_KEEPINTVL', tcp, posix.IPPROTO_TCP, posix.TCP_KEEPINTVL, 5],
    ['TCP_KEEPCNT', tcp, posix.IPPROTO_TCP, posix.TCP_KEEPCNT, 3],
    ['TCP_USER_TIMEOUT', tcp, posix.IPPROTO_TCP, posix.TCP_USER_TIMEOUT, 9000],
    ['TCP_DEFER_ACCEPT', tcp, posix.IPPROTO_TCP, posix.TCP_DEFER_ACCEPT, 1],
    ['IP_TTL', tcp, posix.IPPROTO_IP, posix.IP_TTL, 7],
    ['IP_TOS', tcp, posix.IPPROTO_IP, posix.IP_TOS, 16],
    ['IPV6_V6ONLY', udp, posix.IPPROTO_IPV6, posix.IPV6_V6ONLY, 1],
    ['UDP_GRO', udp, posix.SOL_UDP, posix.UDP_GRO, 1],
    ['UDP_SEGMENT', udp, posix.SOL_UDP, posix.UDP_SEGMENT, 1200],
  ])('K: %s is set and read back', (_, fd, level, name, value) => {
    posix.setsockopt(fd, level, name, value);
    expect(posix.getsockopt(fd, level, name)).toBe(value);
  });

  it('K: what the kernel alone decides can be read', () => {
    expect(posix.getsockopt(tcp, posix.SOL_SOCKET, posix.SO_TYPE)).toBe(posix.SOCK_STREAM);
    expect(posix.getsockopt(udp, posix.SOL_SOCKET, posix.SO_DOMAIN)).toBe(posix.AF_INET6);
    expect(posix.getsockopt(tcp, posix.SOL_SOCKET, posix.SO_PROTOCOL)).toBe(posix.IPPROTO_TCP);
    expect(posix.getsockopt(tcp, posix.SOL_SOCKET, posix.SO_ACCEPTCONN)).toBe(0);
    expect(posix.getsockopt(tcp, posix.SOL_SOCKET, posix.SO_ERROR)).toBe(0);
  });

  it('a negative value is a value, not an error', () => {
    const [a, b] = posix.socketpair();
    expect(posix.getsockopt(a, posix.SOL_SOCKET, posix.SO_INCOMING_CPU)).toBeGreaterThanOrEqual(-1);
    [a, b].forEach((fd) => posix.close(fd));
  });

  it('SO_LINGER goes in and out as a structure', () => {
    const linger = { on: true, seconds: 3 };
    posix.setsockopt(tcp, posix.SOL_SOCKET, posix.SO_LINGER, posix.encodeLinger(linger));
    const bytes = posix.getsockoptBytes(tcp, posix.SOL_SOCKET, posix.SO_LINGER);
    expect(posix.decodeLinger(bytes)).toEqual(linger);
  });

  it('TCP_INFO and TCP_CONGESTION are bytes', () => {
    expect(posix.getsockoptBytes(tcp, posix.IPPROTO_TCP, posix.TCP_INFO).length).toBeGreaterThan(
      90,
    );
    const name = posix.getsockoptBytes(tcp, posix.IPPROTO_TCP, posix.TCP_CONGESTION, 16);
    expect(name.toString()).toMatch(/^[a-z_]+\0*$/);
  });

  it('a group is joined and left', () => {
    const fd = posix.socket(posix.AF_INET, posix.SOCK_DGRAM);
    const member = posix.encodeMembership({ group: '239.1.2.3', interface: '127.0.0.1' });
    posix.setsockopt(fd, posix.IPPROTO_IP, posix.IP_ADD_MEMBERSHIP, member);
    const again = () => posix.setsockopt(fd, posix.IPPROTO_IP, posix.IP_ADD_MEMBERSHIP, member);
    expect(thrownBy(again).code).toBe('EADDRINUSE');
    posix.setsockopt(fd, posix.IPPROTO_IP, posix.IP_DROP_MEMBERSHIP, member);
    posix.close(fd);
  });

  it('an unknown option is ENOPROTOOPT', () => {
    expect(thrownBy(() => posix.getsockopt(tcp, posix.SOL_SOCKET, 9999)).code).toBe('ENOPROTOOPT');
    const set = () => posix.setsockopt(tcp, posix.SOL_SOCKET, 9999, 1);
    expect(thrownBy(set).code).toBe('ENOPROTOOPT');
  });
});

it.each([
  [
    ['SO_KEEPALIVE'],
    /the level must be a number, not 'SO_KEEPALIVE'.* SOL_SOCKET, SO_KEEPALIVE, 1/,
  ],
  [[posix.IPPROTO_TCP, 'TCP_NODELAY', 1], /the name must be .* IPPROTO_TCP, TCP_NODELAY, 1/],
  [['IPPROTO_TCP', posix.TCP_NODELAY, 1], /the level must be .* IPPROTO_TCP, /],
  [[posix.SOL_SOCKET, posix.SO_KEEPALIVE], /the value must be a number or bytes, not undefined/],
  [[posix.SOL_SOCKET, posix.SO_KEEPALIVE, 'on'], /the value must be a number or bytes, not 'on'/],
])('setsockopt(fd, %j) is told which arguments there are', (given, message) => {
  const set = posix.setsockopt as (fd: number, ...given: unknown[]) => void;
  const error = thrownBy(() => set(tcp, ...given));
  expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_FDSET_INVALID_ARG_TYPE' });
  expect(error.message).toMatch(message);
  expect(error.message).toMatch(/level, name and value, .* constants that this package exports/);
});

it('getsockopt is told the same', () => {
  const get = posix.getsockopt as (fd: number, ...given: unknown[]) => number;
  const bytes = posix.getsockoptBytes as (fd: number, ...given: unknown[]) => Buffer;
  for (const read of [get, bytes])
    expect(thrownBy(() => read(tcp, 'SO_TYPE')).message).toMatch(
      /^getsockopt: .* not 'SO_TYPE'; it takes level and name, as in SOL_SOCKET, SO_TYPE, /,
    );
});

it('a constant in quotes is told to be written without, and what is missing to be missing', () => {
  const socket = posix.socket as (...given: unknown[]) => number;
  const shutdown = posix.shutdown as (...given: unknown[]) => void;
  const toldOf = (call: () => unknown) => thrownBy(call).message;
  expect(toldOf(() => socket('AF_INET', posix.SOCK_STREAM))).toBe(
    'socket: the family must be an integer, not a string: write the constant without quotes, AF_INET',
  );
  expect(toldOf(() => shutdown(tcp, 'SHUT_WR'))).toMatch(/without quotes, SHUT_WR$/);
  expect(toldOf(() => shutdown(tcp, 'both ways'))).toMatch(/an integer, not a string$/);
  expect(toldOf(() => shutdown(tcp))).toMatch(/an integer, and is missing$/);
  expect(toldOf(() => shutdown(tcp, {}))).toMatch(/an integer$/);
});
