// The descriptors of a message are open as soon as the message has been received. A call that does not return them
// must close them.
import { readFileSync } from 'node:fs';
import * as posix from '@fdset/posix';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { needsThat } from '../../../../scripts/test/needs.mjs';
import { openedFromNow } from '../../../../scripts/test/opened-from-now.mjs';

const { SOL_SOCKET, SO_PASSPIDFD, SO_TIMESTAMPNS, MSG_CTRUNC, MSG_CMSG_CLOEXEC } = posix;

let a: number;
let b: number;
beforeEach(() => {
  [a, b] = posix.socketpair(posix.AF_UNIX, posix.SOCK_DGRAM);
});
afterEach(() => [a, b].forEach((fd) => posix.close(fd)));

const receiveBatch = (): posix.BatchedDatagram[] =>
  posix.tryRecvmmsg(b, Buffer.alloc(posix.batchSpace(4, 8)), 4, 8) ?? [];

const hasPidfds = ((): boolean => {
  const [fd, other] = posix.socketpair(posix.AF_UNIX, posix.SOCK_DGRAM);
  try {
    posix.setsockopt(fd, SOL_SOCKET, SO_PASSPIDFD, 1);
    return true;
  } catch {
    return false; // before Linux 6.5
  } finally {
    [fd, other].forEach((each) => posix.close(each));
  }
})();

describe.skipIf(process.platform !== 'linux')('descriptors that nobody asked for', () => {
  it('K10: room for stamps hands out no descriptor, whatever the peer sends', () => {
    const [c, d] = posix.socketpair();
    const opened = openedFromNow();
    for (const [controlBytes, expected] of [
      [0, 0],
      [posix.controlSpace(0) + 4, 1],
      [posix.fdsSpace(3), 3],
    ] as const) {
      posix.sendmsg(c, Buffer.from('x'), { fds: [c, d, c] });
      const { fds, flags } = posix.recvmsg(d, Buffer.alloc(1), { controlBytes, stampBytes: 96 });
      fds.forEach((fd) => posix.close(fd));
      expect([fds.length, flags]).toEqual([expected, expected === 3 ? 0 : MSG_CTRUNC]);
      expect(opened()).toEqual([]);
    }
    [c, d].forEach((fd) => posix.close(fd));
  });

  it('K10: a batch closes them, and says so of that message alone', () => {
    posix.setsockopt(b, SOL_SOCKET, SO_TIMESTAMPNS, 1);
    const opened = openedFromNow();
    posix.sendmsg(a, Buffer.from('plain'));
    posix.sendmsg(a, Buffer.from('with fds'), { fds: [a, b] });
    expect(receiveBatch().map(({ flags }) => flags)).toEqual([0, MSG_CTRUNC]);
    expect(opened()).toEqual([]);
  });

  it('K10: a stamp that was cut off for lack of room loses neither the message nor what came with it', () => {
    posix.setsockopt(b, SOL_SOCKET, SO_TIMESTAMPNS, 1);
    for (let room = 0; room < posix.controlSpace(16); room++) {
      posix.sendmsg(a, Buffer.from('x'));
      const message = posix.recvmsg(b, Buffer.alloc(1), { controlBytes: room });
      expect(message).not.toHaveProperty('timestampNs');
      expect(message).toMatchObject({ bytesReceived: 1, flags: MSG_CTRUNC });
    }
  });

  it('the flags of a message are its own, not those of the call', () => {
    const into = Buffer.alloc(8);
    for (const flags of [0, MSG_CMSG_CLOEXEC]) {
      for (let sent = 0; sent < 3; sent++) posix.send(a, Buffer.from('x'));
      expect(posix.recvmsg(b, into, { flags }).flags).toBe(0);
      expect(posix.tryRecvStamped(b, into, 0, 8, flags)?.flags).toBe(0);
      expect(receiveBatch()[0]?.flags).toBe(0);
    }
  });
});

describe('descriptors of the sending process', needsThat(hasPidfds, 'needs Linux 6.5'), () => {
  beforeEach(() => posix.setsockopt(b, SOL_SOCKET, SO_PASSPIDFD, 1));

  it('recvmsg gives it, close-on-exec, beside descriptors that were sent', () => {
    const opened = openedFromNow();
    posix.sendmsg(a, Buffer.from('x'), { fds: [a] });
    const controlBytes = 2 * posix.fdsSpace(1);
    const { pidfd = -1, fds, control } = posix.recvmsg(b, Buffer.alloc(1), { controlBytes });
    const info = readFileSync(`/proc/self/fdinfo/${pidfd}`, 'utf8');
    const mode = posix.fcntl(pidfd, posix.F_GETFD);
    [...fds, pidfd].forEach((fd) => posix.close(fd));
    expect([fds.length, control, mode]).toEqual([1, [], posix.FD_CLOEXEC]);
    expect(info).toMatch(new RegExp(`^Pid:\\s+${process.pid}$`, 'm'));
    expect(opened()).toEqual([]);
  });

  it('no other call keeps it open', () => {
    const opened = openedFromNow();
    for (let sent = 0; sent < 4; sent++) posix.send(a, Buffer.from('x'));
    posix.tryRecvStamped(b, Buffer.alloc(1));
    expect(posix.recvmsg(b, Buffer.alloc(1), { stampBytes: 96 })).not.toHaveProperty('pidfd');
    expect(receiveBatch()).toHaveLength(2);
    expect(opened()).toEqual([]);
  });
});
