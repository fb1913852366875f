// The contract of servers whose requests are datagrams.
import { randomInt } from 'node:crypto';
import { expect, it } from 'vitest';
import { serving, until } from '../support/servers.js';
import type { Bench } from './server-case.js';

export const datagramContract = (bench: Bench): void => {
  const { client } = bench;

  it('V21: replies only if something was written', async () => {
    const server = serving(bench.build());
    const socket = await bench.connect(server);
    await client.send(socket, 'silence');
    await client.send(socket, 'words');
    expect(await client.recv(socket)).toBe('WORDS');
    await client.close(socket);
  });

  it('V21: replies with one datagram, however often wfile was flushed', async () => {
    const server = serving(bench.build());
    expect(await bench.ask(server, 'in pieces')).toBe('in pieces');
  });

  it('V21: flags a datagram that was longer than maxPacketSize', async () => {
    const server = serving(bench.build(undefined, { maxPacketSize: 100 }));
    expect(await bench.ask(server, 'x'.repeat(100))).toBe('X'.repeat(100));
    expect(await bench.ask(server, 'x'.repeat(101))).toBe('cut at 100');
  });

  it('takes the largest datagram of the protocol whole', async () => {
    const server = serving(bench.build(undefined, { maxPacketSize: 65_507 }));
    expect(await bench.ask(server, 'x'.repeat(65_507))).toBe('X'.repeat(65_507));
  });

  it('V21: an empty datagram is a request', async () => {
    const server = serving(bench.build());
    const socket = await bench.connect(server);
    await client.send(socket, '');
    await until(() => server.stats().finished === 1);
    await client.close(socket);
  });

  it('B: a limit of connections is refused', () => {
    for (const limit of ['maxConnections', 'maxConnectionsPerPeer', 'requestTimeoutMs'])
      expect(() => bench.build(undefined, { [limit]: 1 })).toThrow(TypeError);
  });

  if (!bench.isUnix) return;
  it('V21: a datagram of an unbound client has no address, and its handler is safe', async () => {
    const server = serving(bench.build());
    const socket = await client.datagram(server.serverAddress, { bound: false });
    await client.send(socket, 'nowhere to answer');
    await until(() => server.stats().finished === 1);
    expect(server.stats().failed).toBe(0);
    await client.close(socket);
  });

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
