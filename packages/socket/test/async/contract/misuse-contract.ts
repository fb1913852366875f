// Wrong arguments reject, and leave the socket as it was.
import { describe, expect, it } from 'vitest';
import { socketpair } from '../../../src/index.js';
import { AsyncSocket } from '../../../src/async/index.js';
import type { Driver } from '../../../src/async/index.js';
import { rejectionOf } from './helpers.js';
import { ownedAsync } from './pairs.js';

/** The contract of wrong arguments; each driver has its own. */
export const describeMisuse = (driverName: string, driver: () => Driver | undefined): void => {
  const options = (): { driver?: Driver } => {
    const given = driver();
    return given === undefined ? {} : { driver: given };
  };

  describe(`${driverName}: misuse`, () => {
    it.each([
      [
        'an unknown option',
        (s: AsyncSocket) => s.recv(1, { timeout: 5 } as object),
        'ERR_FDSET_UNKNOWN_OPTION',
      ],
      ['a negative size', (s: AsyncSocket) => s.recv(-1), 'ERR_FDSET_OUT_OF_RANGE'],
      ['a number to send', (s: AsyncSocket) => s.send(5 as never), 'ERR_FDSET_INVALID_ARG_TYPE'],
      [
        'a signal that is none',
        (s: AsyncSocket) => s.recv(1, { signal: {} as never }),
        'ERR_FDSET_INVALID_ARG_TYPE',
      ],
      [
        'a time-out that is none',
        (s: AsyncSocket) => s.recv(1, { timeoutMs: NaN }),
        'ERR_FDSET_OUT_OF_RANGE',
      ],
      [
        'a full buffer',
        (s: AsyncSocket) => s.recvInto(Buffer.alloc(1), { maxBytes: 2 }),
        'ERR_FDSET_OUT_OF_RANGE',
      ],
    ])('rejects %s, and goes on', async (_what, call, code) => {
      const [a, b] = socketpair().map((one) => ownedAsync(AsyncSocket.from(one, options()))) as [
        AsyncSocket,
        AsyncSocket,
      ];
      expect(await rejectionOf(call(a))).toMatchObject({ code });
      await b.sendall('fine');
      expect((await a.recv(10)).toString()).toBe('fine');
    });
  });
};
