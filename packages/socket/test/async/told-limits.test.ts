// Errors of calls with several steps tell the limit that the caller gave, not what a step had left of it.
import { expect, it } from 'vitest';
import { SOCK_SEQPACKET, createListener } from '../../src/index.js';
import { connect } from '../../src/async/index.js';
import { lines, readFrames } from '../../src/framing/index.js';
import { memoryPair } from '../../src/testing/index.js';
import { freshDirectory, owned } from '../support/sockets.js';
import { rejectionOf } from './contract/helpers.js';
import { ownedAsync } from './contract/pairs.js';
import { plainPair } from './contract/tls-pair.js';

/** The path of a listener that takes no further connection. */
const fullListener = (): string => {
  const path = `${freshDirectory()}/s`;
  owned(createListener({ path }, { backlog: 0, type: SOCK_SEQPACKET }));
  return path;
};

it('a read of a message tells the whole limit, whichever stream it receives from', async () => {
  for (const [from, to] of [plainPair(), memoryPair()]) {
    const reader = readFrames(to, lines());
    await from.sendall('no end of a line');
    expect(await rejectionOf(reader.read({ timeoutMs: 20 }))).toMatchObject({
      name: 'SocketTimeoutError',
      message: 'read timed out after 20 ms',
    });
  }
});

it('a read of a message passes on an error of the stream that came before its own limit', async () => {
  const own = Object.assign(new Error('a limit of the stream'), { code: 'ETIMEDOUT' });
  const reader = readFrames({ recv: () => Promise.reject(own) }, lines());
  expect(await rejectionOf(reader.read({ timeoutMs: 100_000 }))).toBe(own);
});

it('connect tells the whole limit and the address', async () => {
  const path = fullListener();
  const options = { type: SOCK_SEQPACKET };
  ownedAsync(await connect({ path }, options));
  expect(await rejectionOf(connect({ path }, { ...options, timeoutMs: 20 }))).toMatchObject({
    name: 'SocketTimeoutError',
    message: `connect timed out after 20 ms, ${path}`,
  });
});
