// V16: finished requests leave no memory and no descriptors behind.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { TCPServer, ThreadPoolTCPServer, ThreadingTCPServer } from '@fdset/socketserver';
import { expect, it } from 'vitest';
import { someOf } from '../../../../scripts/test/exhaustive.mjs';
import { startClient } from '../support/client.js';
import { anyPort, serving, until } from '../support/servers.js';
import { openedFromNow } from '../../../../scripts/test/opened-from-now.mjs';

const upper = {
  module: new URL('../fixtures/handlers.mjs', import.meta.url),
  name: 'UpperHandler',
};
const client = startClient();
const ROUND = 1000;
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const some = [TCPServer, ThreadingTCPServer];

it.each(someOf([...some, ThreadPoolTCPServer], some))(
  'V16: %o keeps nothing of requests that are over',
  async (Server) => {
    const server = serving(new Server(anyPort, upper, { maxConnectionsPerPeer: 100 }));
    /** Returns how much the heap has in use after a round of requests. */
    const round = async (): Promise<number> => {
      expect(await client.exchangeMany(server.serverAddress, ROUND)).toBe(ROUND);
      await until(() => server.stats().active === 0);
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    await round();
    const before = Math.min(await round(), await round());
    const opened = openedFromNow();
    const after = Math.min(await round(), await round());
    // The record of a request has some 200 bytes. A leak of half of that for each of 2,000 requests would show.
    expect(after - before).toBeLessThan(2 * ROUND * 100);
    expect(opened()).toEqual([]);
    expect(server.stats()).toMatchObject({ active: 0, finished: 5 * ROUND });
  },
);
