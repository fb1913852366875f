// All that is true of every server of the demo; the *.test.ts files call it with a server each.
import { abuseContract } from './abuse-contract.js';
import { exchangeContract } from './exchange-contract.js';
import type { ServerUnderTest } from './server-under-test.js';
import { signalContract } from './signal-contract.js';
import { startContract } from './start-contract.js';

export function serverContract(server: ServerUnderTest): void {
  startContract(server);
  exchangeContract(server);
  abuseContract(server);
  signalContract(server);
}
