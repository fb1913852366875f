// `console.log` and strings show names and counts, with the requested depth and colours.

import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';

import {
  BaseSelector,
  DefaultSelector,
  EVENT_PRI,
  EVENT_RDHUP,
  EVENT_READ,
  EVENT_WRITE,
  PollSelector,
  ReadyList,
  SelectSelector,
  SelectorKey,
  SelectorMap,
  Waker,
} from '../src/index.js';
import { Scope } from './support/scope.js';

let scope: Scope;
let selector: BaseSelector;

beforeEach(() => {
  scope = new Scope();
  selector = new DefaultSelector();
});

afterEach(() => {
  selector.close();
  scope.end();
});

it('inspect of a key shows the names of its events', () => {
  const [fd] = scope.pair();
  const key = selector.register(fd, EVENT_READ | EVENT_WRITE, 'mine');
  expect(inspect(key, { breakLength: Infinity })).toBe(
    `SelectorKey { fileobj: ${fd}, fd: ${fd}, events: EVENT_READ|EVENT_WRITE, data: 'mine' }`,
  );
  const changed = selector.modify(fd, EVENT_PRI | EVENT_RDHUP);
  expect(inspect(changed)).toContain('events: EVENT_PRI|EVENT_RDHUP');
  expect(String(key)).toBe(inspect(key, { breakLength: Infinity }));
});

it('a key stays what it is: four fields of its own, equal to a plain object with the same', () => {
  const [fd] = scope.pair();
  const key = selector.register(fd, EVENT_READ, 'mine');
  inspect(key);
  expect(Reflect.ownKeys(key)).toEqual(['fileobj', 'fd', 'events', 'data']);
  expect(key).toEqual({ fileobj: fd, fd, events: EVENT_READ, data: 'mine' });
  const { fileobj, events, data } = key;
  expect([fileobj, events, data]).toEqual([fd, EVENT_READ, 'mine']);
  expect(JSON.parse(JSON.stringify(key))).toEqual({ fileobj: fd, fd, events: 1, data: 'mine' });
});

it('inspect of keys heeds depth and colours, and sees circles', () => {
  const [fd] = scope.pair();
  const data: { key?: SelectorKey } = {};
  const key = (data.key = selector.register(fd, EVENT_READ, data));
  expect(inspect({ a: { b: { c: key } } })).toContain('[SelectorKey]');
  expect(inspect(key, { depth: null })).toContain('[Circular *1]');
  const [on] = inspect.colors[inspect.styles.number] as [number, number];
  expect(inspect(key, { colors: true })).toContain(`events: \u001b[${on}mEVENT_READ`);
});

it('inspect of a map shows how many keys it has, and which', () => {
  const [fd, other] = scope.pair();
  const map = selector.getMap();
  expect(inspect(map)).toBe('SelectorMap(0) {}');
  selector.register(fd, EVENT_READ);
  selector.register(other, EVENT_WRITE, map);
  const shown = inspect(map, { breakLength: Infinity });
  expect(shown).toContain('SelectorMap(2) {');
  expect(shown).toContain(`${fd} => SelectorKey { fileobj: ${fd}, fd: ${fd}, events: EVENT_READ,`);
  expect(shown).toContain(`SelectorKey { fileobj: ${other}, fd: ${other}, events: EVENT_WRITE,`);
  expect(inspect(map, { depth: 0 })).toContain(`${fd} => [SelectorKey]`);
  expect(inspect({ a: { b: { c: map } } })).toContain('[SelectorMap]');
  expect(inspect(map, { depth: null })).toContain('Circular');
  expect(String(map)).toContain(`SelectorMap(2) {`);
  selector.close();
  expect(inspect(map)).toBe('SelectorMap(0) {}');
});

it('inspect of a batch shows the events that are ready by their names', () => {
  const [fd] = scope.pair();
  selector.register(fd, EVENT_READ | EVENT_WRITE);
  const ready = selector.select(0);
  expect(inspect(ready, { breakLength: Infinity })).toMatch(
    /^ReadyList\(1\) \[ \{ key: SelectorKey \{.* events: EVENT_READ\|EVENT_WRITE,.* events: EVENT_WRITE \} \]$/,
  );
  selector.unregister(fd);
  expect(inspect(ready)).toContain('ReadyList(1)');
  expect((ready as ReadyList).toString()).toContain('EVENT_WRITE');
});

it('inspect of a waker shows whether it is open and has a selector, not its memory', () => {
  const own = selector.waker();
  const other = Waker.from(own.handle);
  expect(inspect(own)).toBe(`Waker { open fd=${own.handle.fd} }`);
  expect(String(other)).toMatch(/^Waker \{ open fd=\d+ \}$/);
  selector.close();
  expect(inspect(other)).toBe('Waker { open selector=closed }');
  other.close();
  expect(inspect(other)).toBe('Waker { closed }');
});

it('a selector shows what spinning brought, and is the same in a string', () => {
  using spinning = new DefaultSelector({ busyPollUs: 50 });
  const name = DefaultSelector.name;
  expect(inspect(spinning)).toBe(`${name} { open registered=0 busyPollUs=50 spins=0 hits=0 }`);
  expect(String(selector)).toBe(`${name} { open registered=0 }`);
  expect(inspect({ a: { b: { c: selector } } })).toContain(`[${name}]`);
});

it.each([
  BaseSelector,
  DefaultSelector,
  PollSelector,
  SelectSelector,
  ReadyList,
  SelectorKey,
  SelectorMap,
  Waker,
])('the prototype of %o can be shown as well', (Class) => {
  expect(typeof inspect(Object.create(Class.prototype))).toBe('string');
  expect(typeof String(Class.prototype)).toBe('string');
});
