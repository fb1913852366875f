// All that is true of every server of the demo; the *.test.ts files call it with a server each. One process serves all
// tests that leave it as it was.
import { describe } from 'vitest';
import { isExhaustive } from '../../../../scripts/test/exhaustive.mjs';
import { sharedServer } from '../helpers/running-program.js';
import { abuseContract, logContract } from './abuse-contract.js';
import { exchangeContract, shortExchangeContract } from './exchange-contract.js';
import type { ServerUnderTest } from './server-under-test.js';
import { shortSignalContract, signalContract } from './signal-contract.js';
import { startContract } from './start-contract.js';

export function serverContract(server: ServerUnderTest): void {
  describe('one process', () => {
    const shared = sharedServer(server.args);
    startContract(server, shared);
    exchangeContract(server, shared);
    abuseContract(server, shared);
  });
  logContract(server);
  signalContract(server);
}

/** Of a server that is another one's but for what it waits with: what that could break. */
export function shortServerContract(server: ServerUnderTest): void {
  if (isExhaustive) return serverContract(server);
  describe('one process', () => {
    const shared = sharedServer(server.args);
    startContract(server, shared);
    shortExchangeContract(server, shared);
    abuseContract(server, shared);
  });
  shortSignalContract(server);
}
