// The verbs of both clients over every scheme.
import { readFileSync } from 'node:fs';
import { SOCK_DGRAM, SOCK_SEQPACKET, Socket, AF_UNIX, AF_INET, isInetAddress } from '@fdset/socket';
import type { Address } from '@fdset/socket';
import { AsyncSocket } from '@fdset/socket/async';
import { lengthPrefixed } from '@fdset/socket/framing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { needsThat } from '../../../scripts/test/needs.mjs';
import { connect } from '../src/index.js';
import { serve } from './support/peers.js';
import { rejectionOf } from './support/rejection-of.js';
import { freshPath, owned } from './support/servers.js';

const pem = (name: string): string =>
  readFileSync(new URL(`../../socket/test/fixtures/tls/${name}.pem`, import.meta.url), 'utf8');

const echo = async (conn: Pick<AsyncSocket, 'recv' | 'sendall'>): Promise<void> => {
  for (let data = await conn.recv(65_536); data.length > 0; data = await conn.recv(65_536))
    await conn.sendall(data);
};

/** Answers every datagram. */
const echoDatagrams = (family: number, address: object): { url: string } => {
  const socket = new AsyncSocket(family, SOCK_DGRAM);
  socket.bind(address as never);
  onTestFinished(() => socket.close());
  const answer = async (): Promise<void> => {
    for (;;) {
      const [data, from] = await socket.recvfrom(65_536);
      await socket.sendto(data, from as Address);
    }
  };
  answer().catch(() => {});
  const bound = socket.getsockname();
  return {
    url: isInetAddress(bound)
      ? `udp://${bound.host}:${bound.port}`
      : `unix+dgram:${(bound as { path: string }).path}`,
  };
};

const seqpacket = (): { url: string } => {
  const path = freshPath();
  const listener = owned(new Socket(AF_UNIX, SOCK_SEQPACKET));
  listener.bind({ path });
  listener.listen(5);
  const accepting = AsyncSocket.from(listener);
  onTestFinished(() => accepting.close());
  const serving = async (): Promise<void> => {
    for await (const [conn] of accepting.accepts()) void echo(conn).finally(() => conn.close());
  };
  serving().catch(() => {});
  return { url: `unix+seqpacket:${path}` };
};

const streams = {
  tcp: () => ({ url: serve(echo).url }),
  unix: () => ({ url: serve(echo, { path: freshPath() }).url }),
  tls: () => {
    const { url } = serve(async (conn) => {
      const options = { serverSide: true, key: pem('server-key'), cert: pem('server') };
      await using stream = await conn.startTls(options);
      await echo(stream);
    });
    return { url: url.replace('tcp:', 'tls:'), tls: { ca: pem('ca'), servername: 'server.test' } };
  },
};

const messages = {
  udp: () => echoDatagrams(AF_INET, { host: '127.0.0.1', port: 0 }),
  'unix+dgram': () => echoDatagrams(AF_UNIX, { path: freshPath() }),
  'unix+seqpacket': seqpacket,
};

describe('connect', () => {
  it.each(Object.entries(streams))('%s: answers, pieces and the end', async (scheme, start) => {
    const { url, ...options } = start();
    const client = owned(await connect(url, { framing: lengthPrefixed({ bytes: 2 }), ...options }));
    const large = Buffer.alloc(60_000, 'large');
    const answers = await Promise.all([client.request(Buffer.from('a')), client.request(large)]);
    expect(answers.map(String)).toEqual(['a', String(large)]);
    client.end();
    expect(await client.receive()).toBeUndefined();
    expect(client.url).toMatch(new RegExp(`^${scheme}:`));
  });

  it.each(Object.entries(messages))(
    '%s: a message is what was sent as one',
    needsThat(process.platform === 'linux', 'needs Linux'),
    async (scheme, start) => {
      const client = owned(await connect(start().url));
      for (const text of ['a', 'x'.repeat(60_000), 'b'])
        expect(String(await client.request(text))).toBe(text);
      await client.send('c');
      expect(String(await client.receive())).toBe('c');
      expect(client.url).toMatch(new RegExp(`^${scheme.replace('+', '\\+')}:`));
    },
  );

  it.each(Object.entries(messages))(
    '%s: a message that is too large is refused, and the client goes on',
    needsThat(process.platform === 'linux', 'needs Linux'),
    async (_scheme, start) => {
      const client = owned(await connect(start().url));
      const tooLarge = Buffer.alloc(1 << 24);
      for (const call of [client.request(tooLarge), client.send(tooLarge)])
        expect(await rejectionOf(call)).toMatchObject({ code: 'EMSGSIZE', phase: 'write' });
      expect(String(await client.request('a'))).toBe('a');
    },
  );
});
