// Every scheme, each with a server of the project.
import { readFileSync } from 'node:fs';
import { AF_INET, AF_UNIX, SOCK_DGRAM, SOCK_SEQPACKET, Socket } from '@fdset/socket';
import type { Address } from '@fdset/socket';
import { AsyncSocket } from '@fdset/socket/async';
import { someOf } from '../../../../scripts/test/exhaustive.mjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { needsThat } from '../../../../scripts/test/needs.mjs';
import { serve } from '../support/peers.js';
import { freshPath, owned } from '../support/servers.js';
import { bench } from './support/bench.js';
import { echo } from './support/bench-servers.js';

const fixture = (name: string): URL =>
  new URL(`../../../socket/test/fixtures/tls/${name}.pem`, import.meta.url);
const pem = (name: string): string => readFileSync(fixture(name), 'utf8');

/** Answers every datagram but each `lostEvery`-th; where it can be reached. */
const echoDatagrams = (family: number, address: Address, lostEvery = Infinity): Address => {
  const socket = owned(new AsyncSocket(family, SOCK_DGRAM));
  socket.bind(address);
  const answer = async (): Promise<void> => {
    for (let count = 1; ; count++) {
      const [data, from] = await socket.recvfrom(65_536);
      if (count % lostEvery !== 0 && from !== null) await socket.sendto(data, from);
    }
  };
  answer().catch(() => {});
  return socket.getsockname();
};

const udp = (lostEvery?: number): string => {
  const bound = echoDatagrams(AF_INET, { host: '127.0.0.1', port: 0 }, lostEvery);
  return `udp://127.0.0.1:${(bound as { port: number }).port}`;
};

const unixDatagrams = (): string => {
  const path = freshPath();
  echoDatagrams(AF_UNIX, { path });
  return `unix+dgram:${path}`;
};

const seqpacket = (): string => {
  const path = freshPath();
  const listener = owned(new Socket(AF_UNIX, SOCK_SEQPACKET));
  listener.bind({ path });
  listener.listen(20);
  const accepting = owned(AsyncSocket.from(listener));
  const serving = async (): Promise<void> => {
    for await (const [conn] of accepting.accepts()) {
      onTestFinished(() => conn.close());
      void echo(conn).catch(() => {});
    }
  };
  serving().catch(() => {});
  return `unix+seqpacket:${path}`;
};

const encrypted = (): string => {
  const options = { serverSide: true, key: pem('server-key'), cert: pem('server') };
  const { url } = serve(async (conn) => echo(await conn.startTls(options)));
  return url.replace('tcp:', 'tls:');
};

const encryptedLoads: readonly [string, readonly string[]][] = [
  ['a closed loop', []],
  ['a pipeline', ['--pipeline', '5']],
  ['a schedule', ['--rate', '200']],
  ['a connection for each request', ['--reconnect-each', '--duration', '1s']],
];

const onLinux = needsThat(process.platform === 'linux', 'needs Linux');

describe('fdset bench', () => {
  it.each([
    ['unix', () => serve(echo, { path: freshPath() }).url],
    ['udp', udp],
    ['unix+dgram', unixDatagrams],
    ['unix+seqpacket', seqpacket],
  ])('loads %s', onLinux, async (_, start) => {
    const url = start();
    for (const args of someOf([[], ['--rate', '200'], ['--reconnect-each']], [['--rate', '200']])) {
      const report = await bench(url, '--connections', '3', ...args);
      expect(report.latency.count).toBeGreaterThan(0);
      expect(report.errors.total).toBe(0);
    }
  });

  const everyOther = encryptedLoads.filter((_, index) => index % 2 === 1);
  it.each(someOf(encryptedLoads, everyOther))('loads tls: in %s', async (_, args) => {
    const trust = ['--ca', fixture('ca').pathname, '--servername', 'server.test'];
    const report = await bench(encrypted(), '--connections', '3', ...trust, ...args);
    expect(report.latency.count).toBeGreaterThan(0);
    expect(report.errors.total).toBe(0);
  });

  it('pauses between the requests of a tls: connection', async () => {
    const args = ['--insecure', '--connections', '2', '--think', '100ms', '--duration', '300ms'];
    const report = await bench(encrypted(), ...args);
    expect(report.answered).toBeGreaterThan(0);
    // A slow machine has fewer: each of the two asks at most once in each begun pause.
    expect(report.answered).toBeLessThanOrEqual(2 * 4);
  });

  it('takes any certificate with --insecure', async () => {
    const report = await bench(encrypted(), '--connections', '1', '--insecure');
    expect(report.latency.count).toBeGreaterThan(0);
  });

  it('tells how many datagrams were lost, and goes on', async () => {
    const args = ['--connections', '2', '--timeout', '100ms', '--duration', '1s'];
    const report = await bench(udp(10), ...args);
    expect(Object.keys(report.errors.byKind)).toEqual(['no answer in time']);
    expect(report.answered).toBeGreaterThan(report.errors.total);
  });
});
