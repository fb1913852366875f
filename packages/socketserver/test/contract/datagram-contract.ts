// The contract of servers whose requests are datagrams.
import { expect, it } from 'vitest';
import { serving, thrownBy } from '../support/servers.js';
import type { Bench } from './server-case.js';

export const datagramContract = (bench: Bench): void => {
  if (bench.isWhole || !(bench.isUnix || bench.isDear)) sizesContract(bench);

  it('B: a limit of connections is refused', () => {
    const limits = [
      'maxConnections',
      'maxConnectionsPerPeer',
      'idleTimeoutMs',
      'readTimeoutMs',
      'writeTimeoutMs',
      'requestTimeoutMs',
      'maxOutboundBytes',
    ];
    for (const limit of limits)
      expect(thrownBy(() => bench.build(undefined, { [limit]: 1 }))).toMatchObject({
        name: 'TypeError',
        code: 'ERR_FDSET_UNSUPPORTED',
      });
  });
};

const sizesContract = (bench: Bench): void => {
  it('V21: flags a datagram that was longer than maxPacketSize', async () => {
    const server = serving(bench.build(undefined, { maxPacketSize: 100 }));
    expect(await bench.ask(server, 'x'.repeat(100))).toBe('X'.repeat(100));
    expect(await bench.ask(server, 'x'.repeat(101))).toBe('cut at 100');
  });

  it('takes the largest datagram of the protocol whole', async () => {
    const server = serving(bench.build(undefined, { maxPacketSize: 65_507 }));
    expect(await bench.ask(server, 'x'.repeat(65_507))).toBe('X'.repeat(65_507));
  });
};
