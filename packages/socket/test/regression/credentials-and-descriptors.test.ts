import { expect, it } from 'vitest';
import { closeSync } from 'node:fs';
import { MSG_CTRUNC, SOL_SOCKET, SO_PASSCRED } from '../../src/index.js';
import { ownedPair } from '../support/sockets.js';
import { openedFromNow, SOCKETS_AND_PIPES } from '../../../../scripts/test/opened-from-now.mjs';

it.skipIf(process.platform !== 'linux')(
  'K10: recvFds on a socket with SO_PASSCRED loses no descriptor, and takes no more than asked for',
  () => {
    const [a, b] = ownedPair();
    b.setsockopt(SOL_SOCKET, SO_PASSCRED, true);
    for (const [sent, wanted, flag] of [
      [1, 1, 0],
      [3, 8, 0],
      [3, 2, MSG_CTRUNC],
    ] as const) {
      const opened = openedFromNow(SOCKETS_AND_PIPES);
      a.sendFds('x', Array(sent).fill(a));
      const { fds, flags } = b.recvFds(1, wanted);
      expect([fds.length, flags & MSG_CTRUNC]).toEqual([Math.min(sent, wanted), flag]);
      fds.forEach((fd) => closeSync(fd));
      expect(opened()).toEqual([]);
    }
  },
);
