// Many requests and clients that one signal ends.
import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { heardWarnings, someTurns } from '../../../scripts/test/heard-warnings.mjs';
import { lineClient } from './support/line-client.js';
import { serve, silent, upperLines } from './support/peers.js';
import { rejectionOf } from './support/rejection-of.js';

it('requests add one listener to their signal, and Node warns of no leak', async () => {
  const heard = heardWarnings();
  const { signal } = new AbortController();
  const one = await lineClient(serve(upperLines));
  const requests = Array.from({ length: 50 }, () => one.request('a', { signal }));
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  expect(new Set(await Promise.all(requests))).toEqual(new Set(['A']));
  await someTurns();
  expect(heard).toEqual([]);
});

it('an abort ends all requests with its reason, but not those that were answered before', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const answering = await lineClient(serve(upperLines));
  const one = await lineClient(serve(silent));
  expect(await answering.request('a', { signal })).toBe('A');
  const ends = Array.from({ length: 20 }, () => rejectionOf(one.request('b', { signal })));
  const other = new AbortController();
  const unaffected = rejectionOf(one.request('c', { signal: other.signal }));
  controller.abort(new Error('enough'));
  expect(new Set(await Promise.all(ends))).toEqual(new Set([signal.reason]));
  other.abort(new Error('other'));
  expect(await unaffected).toBe(other.signal.reason);
});

it('clients with one signal add no warning either, and the signal closes all of them', async () => {
  const heard = heardWarnings();
  const controller = new AbortController();
  const { signal } = controller;
  const server = serve(upperLines);
  const clients = [];
  for (let index = 0; index < 15; index++) clients.push(await lineClient(server, { signal }));
  await someTurns();
  expect(heard).toEqual([]);
  clients[0]?.close();
  controller.abort();
  expect(clients.map(({ closed }) => closed)).toEqual(Array.from({ length: 15 }, () => true));
});
