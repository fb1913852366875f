// The whole contract of the demo's servers. Each *.test.ts file calls it with a server. One process serves all tests that
// do not change its state.
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

/** The contract of a server that differs from another one only in how it waits: the tests that this could break. */
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
