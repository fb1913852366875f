// What every class of server does, whatever its transport and its strategy. A test file calls describeServers() once. The
// handlers are in test/fixtures/handlers.mjs, and the parts of the contract are beside this file.
import { isUnixAddress } from '@fdset/socket';
import { beforeAll, describe, expect, it } from 'vitest';
import { startClient } from '../support/client.js';
import { thrownBy, waitOnce } from '../support/servers.js';
import { asyncContract } from './async-contract.js';
import { closingContract } from './closing-contract.js';
import { datagramContract } from './datagram-contract.js';
import { exchangeContract } from './exchange-contract.js';
import { limitsContract } from './limits-contract.js';
import { Bench } from './server-case.js';
import type { ServerCase } from './server-case.js';
import { streamContract } from './stream-contract.js';
import { unixContract } from './unix-contract.js';
import { verifyContract } from './verify-contract.js';
import { openedFromNow } from '../../../../scripts/test/opened-from-now.mjs';

/** Runs the contract for classes that share one client. */
export const describeServers = (cases: readonly ServerCase[]): void => {
  const client = startClient();
  // Each thread opens what it opens once and keeps, before descriptors are counted.
  beforeAll(async () => {
    await client.ready();
    waitOnce();
  });
  for (const one of cases) describe(one.name, () => contract(new Bench(one, client)));
};

// Runs the whole contract, or only what depends on both the transport and the strategy of the class.
const contract = (bench: Bench): void => {
  makingContract(bench);
  describe('exchanges', () => exchangeContract(bench));
  if (!bench.isStream) datagramContract(bench);
  if (!bench.isWhole) return;
  closingContract(bench);
  if (bench.isStream) limitsContract(bench);
  asyncContract(bench);
  if (!bench.isServingShown) verifyContract(bench);
  if (bench.isDear) return;
  if (bench.isStream) streamContract(bench);
  if (bench.isUnix) unixContract(bench);
};

const makingContract = (bench: Bench): void => {
  const { client } = bench;
  // A usual limit of a process is 1,024 descriptors. A leak shows after a few.
  const rounds = bench.it.name === 'TCPServer' ? 1024 : 8;

  it('V6: is bound and has its address as soon as it is made', async () => {
    await using server = bench.build();
    const { serverAddress } = server;
    if (isUnixAddress(serverAddress)) expect(serverAddress.path).toMatch(/socket$/);
    else expect(serverAddress.port).toBeGreaterThan(0);
    expect(server.fileno()).toBeGreaterThan(2);
    expect(server.state).toBe('idle');
  });

  it(`V5: a constructor that cannot bind leaves no descriptor, ${rounds} times`, async () => {
    await using holder = bench.build();
    await client.ready();
    const opened = openedFromNow();
    for (let i = 0; i < rounds; i++) {
      const error = thrownBy(() => bench.build(undefined, {}, holder.serverAddress));
      expect(error).toMatchObject({ code: 'EADDRINUSE' });
    }
    // A descriptor of an earlier test that has closed meanwhile does not count.
    expect(opened()).toEqual([]);
  });
};
