// subscribe() is the typed way to the events that servers publish.
import { channel } from 'node:diagnostics_channel';
import { expect, it } from 'vitest';
import { TCPServer, subscribe } from '@fdset/socketserver';
import type { ServerEvents } from '@fdset/socketserver';
import { anyPort, thrownBy } from '../support/servers.js';

const reference = {
  module: new URL('../fixtures/handlers.mjs', import.meta.url),
  name: 'UpperHandler',
};
const CLOSE = 'fdset:server:close';
const hasListeners = (): boolean => channel(CLOSE).hasSubscribers;

it('hears one server, or all, until it is unsubscribed', async () => {
  const [a, b, c] = [1, 2, 3].map(() => new TCPServer(anyPort, reference)) as [
    TCPServer,
    TCPServer,
    TCPServer,
  ];
  const ofA: unknown[] = [];
  const ofAll: unknown[] = [];
  const listener = ({ server }: ServerEvents[typeof CLOSE]): void => void ofAll.push(server);
  const one = subscribe(CLOSE, ({ server }) => void ofA.push(server), a);
  const all = subscribe(CLOSE, listener);
  const again = subscribe(CLOSE, listener);
  await b.serverClose();
  again.unsubscribe();
  again.unsubscribe();
  await a.serverClose();
  one.unsubscribe();
  all[Symbol.dispose]();
  await c.serverClose();
  expect(ofA).toEqual([a]);
  expect(ofAll).toEqual([b, b, a]);
  expect(hasListeners()).toBe(false);
});

it.each([
  ['an event that there is not', () => subscribe('fdset:server:clsoe' as never, () => {})],
  ['no name', () => subscribe(Symbol('x') as never, () => {})],
  ['no function', () => subscribe(CLOSE, 'x' as never)],
  ['no server', () => subscribe(CLOSE, () => {}, {} as never)],
])('refuses %s', (_, call) => {
  expect(thrownBy(call)).toMatchObject({ code: 'ERR_FDSET_INVALID_ARG_TYPE' });
  expect(hasListeners()).toBe(false);
});
