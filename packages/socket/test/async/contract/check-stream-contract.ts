// The pairs of a driver pass the checks for streams that everybody can use (@fdset/socket/testing).
import { describe, it } from 'vitest';
import { SOL_SOCKET, SO_RCVBUF, SO_SNDBUF } from '../../../src/index.js';
import type { AsyncSocket, Driver } from '../../../src/async/index.js';
import { streamProperties } from '../../../src/testing/index.js';
import { HANG_MS } from '../../../../../vitest.base.mjs';
import { streamPairs } from './pairs.js';

// TCP grows its buffers up to some 10 MiB, which takes long to fill, unless they have a size.
const BUFFER_BYTES = 65_536;
const limits = { maxBufferedBytes: 1024 * 1024, hangMs: HANG_MS / 2 };

const limitBuffers = (pair: [AsyncSocket, AsyncSocket]): [AsyncSocket, AsyncSocket] => {
  for (const end of pair)
    for (const option of [SO_SNDBUF, SO_RCVBUF]) end.setsockopt(SOL_SOCKET, option, BUFFER_BYTES);
  return pair;
};

/** The properties of streams; each driver has its own. */
export const describeProperties = (driverName: string, driver: () => Driver | undefined): void => {
  describe.each(streamPairs)(`${driverName}: %s`, (_name, make) => {
    it.each(streamProperties)('$name', ({ check }) =>
      check(async () => limitBuffers(await make(driver())), limits),
    );
  });
};
