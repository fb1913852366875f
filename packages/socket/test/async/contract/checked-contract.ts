// What every stream does (`checkStream` of @fdset/socket/testing), over the kernel's streams.
import { describe, it } from 'vitest';
import { SOL_SOCKET, SO_RCVBUF, SO_SNDBUF } from '../../../src/index.js';
import type { Driver } from '../../../src/async/index.js';
import { streamProperties } from '../../../src/testing/index.js';
import { HANG_MS } from '../../../../../vitest.base.mjs';
import { streamPairs } from './pairs.js';

// TCP grows its buffers up to 10 MiB, unless they have a size. A tenth of that is quicker to fill.
const BUFFER_BYTES = 65_536;
const limits = { maxBufferedBytes: 1024 * 1024, hangMs: HANG_MS / 2 };

export const describeChecked = (name: string, driver: () => Driver | undefined): void => {
  describe.each(streamPairs)(`${name}: %s`, (_kind, make) => {
    it.each(streamProperties)('$name', ({ check }) =>
      check(async () => {
        const pair = await make(driver());
        for (const end of pair)
          for (const option of [SO_SNDBUF, SO_RCVBUF])
            end.setsockopt(SOL_SOCKET, option, BUFFER_BYTES);
        return pair;
      }, limits),
    );
  });
};
