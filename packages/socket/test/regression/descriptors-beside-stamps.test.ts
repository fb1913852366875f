// Calls make room for time stamps. Descriptors that nobody asked for must not come in through that room.
import { closeSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  AF_UNIX,
  MSG_CTRUNC,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
  SO_PASSPIDFD,
  SO_TIMESTAMPNS,
} from '../../src/index.js';
import type { Socket } from '../../src/index.js';
import { ownedPair } from '../support/sockets.js';
import { openedFromNow } from '../../../../scripts/test/opened-from-now.mjs';

const turnOn = (socket: Socket, option: number): boolean => {
  try {
    socket.setsockopt(SOL_SOCKET, option, true);
    return true;
  } catch {
    return false;
  }
};

it.skipIf(process.platform !== 'linux').each([SOCK_STREAM, SOCK_DGRAM])(
  'K10: a receive that asks for no descriptors leaves none open, stamps or not (type %i)',
  (type) => {
    const [a, b] = ownedPair(AF_UNIX, type);
    b.setsockopt(SOL_SOCKET, SO_TIMESTAMPNS, true);
    const opened = openedFromNow();
    const receives = [
      () => b.recvmsg(1).flags,
      () => b.tryRecvmsg(1)?.flags,
      () => b.recvmsgInto(Buffer.alloc(1)).flags,
      () => b.recvPhases(1).flags,
      () => b.recvPhasesInto(Buffer.alloc(1)).flags,
      () => b.recvmmsg(1, 1)[0]?.flags,
    ];
    for (const receive of receives) {
      a.sendFds('x', [a, b]);
      expect(receive()).toBe(MSG_CTRUNC);
      expect(opened()).toEqual([]);
    }
  },
);

it.skipIf(process.platform !== 'linux')('K10: recvFds closes a descriptor of the sender', () => {
  const [a, b] = ownedPair();
  if (!turnOn(b, SO_PASSPIDFD)) return; // before Linux 6.5
  const opened = openedFromNow();
  a.sendFds('x', [a]);
  const { fds } = b.recvFds(1, 8);
  expect(opened()).toEqual(fds.map((fd) => expect.stringMatching(`^${fd} `)));
  expect(fds).toHaveLength(1);
  fds.forEach((fd) => closeSync(fd));
});
