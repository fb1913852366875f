// `fdset relay` with datagrams on one side or both.
import { AF_INET, SOCK_DGRAM, hasDualstackIPv6 } from '@fdset/socket';
import type { InetAddress } from '@fdset/socket';
import { AsyncSocket } from '@fdset/socket/async';
import { lengthPrefixed } from '@fdset/socket/framing';
import { describe, expect, it } from 'vitest';
import { needsThat } from '../../../../scripts/test/needs.mjs';
import { connect } from '../../src/index.js';
import { startListening } from '../support/run-fdset.js';
import { owned } from '../support/servers.js';

const dualstack = needsThat(hasDualstackIPv6(), 'needs IPv6');
const portOf = (url: string): string => url.slice(url.lastIndexOf(':') + 1);

const listening = 'listen:tcp://127.0.0.1:0';

/** A server that answers each datagram in upper case; it keeps where they came from. */
const upperDatagrams = (): { url: string; senders: Set<number> } => {
  const socket = owned(new AsyncSocket<InetAddress>(AF_INET, SOCK_DGRAM));
  socket.bind({ host: '127.0.0.1', port: 0 });
  const senders = new Set<number>();
  const serving = async (): Promise<void> => {
    for (;;) {
      const [data, from] = await socket.recvfrom(65_536);
      senders.add((from as InetAddress).port);
      await socket.sendto(data.toString().toUpperCase(), from as InetAddress);
    }
  };
  serving().catch(() => {});
  return { url: `udp://127.0.0.1:${socket.getsockname().port}`, senders };
};

describe('fdset relay of datagrams', () => {
  it('gives each client an address of its own, and its own answers', async () => {
    const server = upperDatagrams();
    const { url } = await startListening(['relay', 'listen:udp://127.0.0.1:0', server.url]);
    const [a, b] = [owned(await connect(url)), owned(await connect(url))];
    expect(String(await a.request('from a'))).toBe('FROM A');
    expect(String(await b.request('from b'))).toBe('FROM B');
    expect(String(await a.request('again'))).toBe('AGAIN');
    expect(server.senders.size).toBe(2);
  });

  it('listens at every address, of both families, without a host', dualstack, async () => {
    const server = upperDatagrams();
    const { url } = await startListening(['relay', 'listen:udp://:0', server.url]);
    for (const host of ['127.0.0.1', '[::1]']) {
      const sock = owned(await connect(`udp://${host}:${portOf(url)}`));
      expect(String(await sock.request('hello'))).toBe('HELLO');
    }
  });

  it('goes on when nothing has listened there for a while', async () => {
    const probe = new AsyncSocket<InetAddress>(AF_INET, SOCK_DGRAM);
    probe.bind({ host: '127.0.0.1', port: 0 });
    const address = probe.getsockname();
    probe.close();
    const { url } = await startListening([
      'relay',
      'listen:udp://127.0.0.1:0',
      `udp://127.0.0.1:${address.port}`,
    ]);
    const sock = owned(await connect(url));
    await sock.send('lost');
    await sock.send('lost too');
    const server = owned(new AsyncSocket<InetAddress>(AF_INET, SOCK_DGRAM));
    server.bind(address);
    await sock.send('heard');
    for (let text = ''; text !== 'heard';) text = (await server.recv(100)).toString();
  });

  it('joins a stream with datagrams by a framing', async () => {
    const { url } = await startListening([
      'relay',
      '--framing',
      'len2',
      listening,
      upperDatagrams().url,
    ]);
    const framed = owned(await connect(url, { framing: lengthPrefixed({ bytes: 2 }) }));
    expect(String(await framed.request(Buffer.from('one')))).toBe('ONE');
    expect(String(await framed.request(Buffer.from('two')))).toBe('TWO');
    // Datagrams have no end: the relay ends this pair after a second of silence.
    framed.end();
    expect(await framed.receive()).toBeUndefined();
  });
});
