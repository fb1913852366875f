// The kernel would fill a batch with the same message again and again, at the end of a stream or with MSG_PEEK.
import { expect, it } from 'vitest';
import { HANG_MS } from '../../../../vitest.base.mjs';
import { AF_UNIX, MSG_PEEK, SOCK_DGRAM, SOCK_SEQPACKET, SOCK_STREAM } from '../../src/index.js';
import { ownedPair, ownedTcpPair } from '../support/sockets.js';

const texts = (messages: { data: Buffer }[] | null): string[] =>
  (messages ?? []).map(({ data }) => data.toString());

it.each([
  ['TCP', () => [ownedTcpPair()].map(({ client, server }) => [client, server] as const)[0]!],
  ['Unix streams', () => ownedPair(AF_UNIX, SOCK_STREAM)],
  ['SEQPACKET', () => ownedPair(AF_UNIX, SOCK_SEQPACKET)],
])(
  'K14: the end of %s is one empty message in each batch, after what came before it',
  (_, make) => {
    const [a, b] = make();
    b.settimeout(HANG_MS);
    a.send('abc');
    expect(texts(b.recvmmsg(8, 3))).toEqual(['abc']);
    a.send('def');
    a.close();
    let all = texts(b.recvmmsg(8, 3));
    // A TCP segment and the end of the stream may arrive separately.
    if (all.length === 1) all = [...all, ...texts(b.recvmmsg(8, 3))];
    expect(all).toEqual(['def', '']);
    expect([texts(b.recvmmsg(8, 3)), texts(b.tryRecvmmsg(1024, 1))]).toEqual([[''], ['']]);
  },
);

it('K14: empty datagrams are all told of, also when they fill the batch', () => {
  const [a, b] = ownedPair(AF_UNIX, SOCK_DGRAM);
  a.sendmmsg(Array.from({ length: 5 }, () => ({ data: '' })));
  expect([texts(b.recvmmsg(3, 8)), texts(b.recvmmsg(3, 8))]).toEqual([
    ['', '', ''],
    ['', ''],
  ]);
});

it('K14: looking (MSG_PEEK) shows the next message once', () => {
  const [a, b] = ownedPair(AF_UNIX, SOCK_DGRAM);
  a.sendmmsg([{ data: 'one' }, { data: 'two' }]);
  for (let look = 0; look < 2; look++) expect(texts(b.recvmmsg(8, 8, MSG_PEEK))).toEqual(['one']);
  expect(texts(b.recvmmsg(8, 8))).toEqual(['one', 'two']);
});
