import * as posix from '@fdset/posix';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { thrownBy } from './helpers/thrown-by.js';
import { openedFromNow } from '../../../scripts/test/opened-from-now.mjs';

let a: number;
let b: number;
beforeEach(() => {
  [a, b] = posix.socketpair(posix.AF_UNIX, posix.SOCK_DGRAM);
});
afterEach(() => [a, b].forEach((fd) => posix.close(fd)));

describe('messages', () => {
  it('gathers several buffers and scatters into several', () => {
    const parts = [Buffer.from('one'), Buffer.alloc(0), Buffer.from('two')];
    expect(posix.sendmsg(a, parts)).toBe(6);
    const into = [Buffer.alloc(2), Buffer.alloc(9)];
    expect(posix.recvmsg(b, into)).toMatchObject({ bytesReceived: 6, fds: [], control: [] });
    expect(into[0]!.toString() + into[1]!.toString('utf8', 0, 4)).toBe('onetwo');
  });

  it('K10: ten pipes arrive, close-on-exec, and work', () => {
    const pipes = Array.from({ length: 10 }, () => posix.pipe());
    const fds = pipes.map(([, writeFd]) => writeFd);
    posix.sendmsg(a, Buffer.from('x'), { fds });
    const received = posix.recvmsg(b, Buffer.alloc(1), { controlBytes: posix.fdsSpace(10) });
    expect(received.fds).toHaveLength(10);
    received.fds.forEach((fd, i) => posix.write(fd, Buffer.from([i])));
    const read = pipes.map(([readFd]) => {
      const byte = Buffer.alloc(1);
      posix.read(readFd, byte);
      return byte[0];
    });
    const flags = received.fds.map((fd) => posix.fcntl(fd, posix.F_GETFD));
    [...received.fds, ...pipes.flat()].forEach((fd) => posix.close(fd));
    expect(read).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(new Set(flags)).toEqual(new Set([posix.FD_CLOEXEC]));
  });

  it('K10: truncated ancillary data is flagged and leaks no descriptor', () => {
    const [r, w] = posix.pipe();
    const opened = openedFromNow();
    posix.sendmsg(a, Buffer.from('x'), { fds: [r, w, r] });
    const received = posix.recvmsg(b, Buffer.alloc(1), { controlBytes: posix.fdsSpace(1) });
    expect(received.flags & posix.MSG_CTRUNC).toBe(posix.MSG_CTRUNC);
    received.fds.forEach((fd) => posix.close(fd));
    expect(opened()).toEqual([]);
    [r, w].forEach((fd) => posix.close(fd));
  });

  it('K10: descriptors that nobody asked for are not opened', () => {
    const [r, w] = posix.pipe();
    const opened = openedFromNow();
    posix.sendmsg(a, Buffer.from('x'), { fds: [r, w] });
    posix.recvmsg(b, Buffer.alloc(1));
    expect(opened()).toEqual([]);
    [r, w].forEach((fd) => posix.close(fd));
  });

  it('K12: credentials are the sending process', () => {
    posix.setsockopt(b, posix.SOL_SOCKET, posix.SO_PASSCRED, 1);
    posix.sendmsg(a, Buffer.from('x'));
    const { credentials } = posix.recvmsg(b, Buffer.alloc(1), { controlBytes: 64 });
    const self = { pid: process.pid, uid: process.getuid!(), gid: process.getgid!() };
    expect(credentials).toEqual(self);
    expect(posix.getPeerCredentials(a)).toEqual(self);
  });

  it('a time stamp says when the kernel received the datagram', () => {
    posix.setsockopt(b, posix.SOL_SOCKET, posix.SO_TIMESTAMPNS, 1);
    const before = BigInt(Date.now() - 1) * 1_000_000n;
    posix.sendmsg(a, Buffer.from('x'));
    const { timestampNs } = posix.recvmsg(b, Buffer.alloc(1), { controlBytes: 128 });
    expect(timestampNs).toBeGreaterThan(before);
    expect(timestampNs).toBeLessThan(BigInt(Date.now() + 1) * 1_000_000n);
  });

  it('V21: a truncated datagram is flagged', () => {
    posix.sendmsg(a, Buffer.from('longer'));
    const { flags, bytesReceived } = posix.recvmsg(b, Buffer.alloc(2));
    expect([bytesReceived, flags & posix.MSG_TRUNC]).toEqual([2, posix.MSG_TRUNC]);
  });

  it('nothing there: null from the try twin', () => {
    expect(posix.tryRecvmsg(b, Buffer.alloc(1))).toBeNull();
  });

  it.each([
    ['a string', () => posix.sendmsg(a, 'x' as never)],
    ['an array of strings', () => posix.sendmsg(a, ['x'] as never)],
    ['a descriptor that is no number', () => posix.sendmsg(a, [], { fds: ['1'] as never })],
    ['a control message without data', () => posix.sendmsg(a, [], { control: [{}] as never })],
  ])('%s is a TypeError', (_, call) => {
    expect(thrownBy(call)).toMatchObject({ name: 'TypeError', code: 'ERR_FDSET_INVALID_ARG_TYPE' });
  });

  it('a closed descriptor to send is EBADF', () => {
    const [r, w] = posix.pipe();
    [r, w].forEach((fd) => posix.close(fd));
    expect(thrownBy(() => posix.sendmsg(a, Buffer.from('x'), { fds: [r] })).code).toBe('EBADF');
  });
});
