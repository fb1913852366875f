// The contract of servers whose requests are datagrams.
import { randomInt } from 'node:crypto';
import { expect, it } from 'vitest';
import { serving } from '../support/servers.js';
import type { Bench } from './server-case.js';

export const datagramContract = (bench: Bench): void => {
  const { client, isUnix } = bench;
  if (bench.isWhole || !isUnix) sizesContract(bench);

  it('B: a limit of connections is refused', () => {
    for (const limit of ['maxConnections', 'maxConnectionsPerPeer', 'requestTimeoutMs'])
      expect(() => bench.build(undefined, { [limit]: 1 })).toThrow(TypeError);
  });

  if (!isUnix) return;
  it('K11: answers a client with the longest abstract name, of control characters', async () => {
    const server = serving(bench.build());
    // The namespace is that of all processes.
    const characters = Array.from({ length: 107 }, () =>
      randomInt(2) === 0 ? '\u0001' : '\u0002',
    );
    const name = `\0${characters.join('')}`;
    const socket = await client.datagram(server.serverAddress, { name });
    await client.send(socket, 'far');
    expect(await client.recv(socket)).toBe('FAR');
    await client.close(socket);
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
