// S33: selectAsync and for await, together with the timers and the I/O of Node.

import { getEventListeners, once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { beforeEach, expect, it } from 'vitest';

import { EVENT_READ, EVENT_WRITE } from '../../src/index.js';
import type { BaseSelector } from '../../src/index.js';
import { expectReject, MOST_TURNS, fewestTurnsDuring, summary } from '../support/expectations.js';
import { drain, ping, scopePerTest } from '../support/scope.js';
import { busy, turn } from '../support/turns.js';
import type { Backend } from './backend.js';

export function asyncContract(backend: Backend): void {
  const scope = scopePerTest();
  let selector: BaseSelector;

  beforeEach(() => {
    selector = scope.closing(backend.create());
  });

  it('S33: selectAsync resolves when something becomes ready', async () => {
    const [a, b] = scope.pair();
    selector.register(a, EVENT_READ);
    for (let round = 0; round < 3; round++) {
      const pending = selector.selectAsync();
      setTimeout(() => ping(b), 5);
      expect(summary(await pending)).toEqual([[a, EVENT_READ]]);
      drain(a);
    }
  });

  it('S33: selectAsync reports what is ready already, again and again', async () => {
    const [a, b] = scope.pair();
    selector.register(a, EVENT_READ);
    ping(b);
    for (let round = 0; round < 100; round++) {
      expect(summary(await selector.selectAsync(round % 2 ? null : 0))).toEqual([[a, EVENT_READ]]);
    }
  });

  it('S33: selectAsync sees registrations, changes and removals made while it is pending', async () => {
    const [a, b] = scope.pair();
    const pending = selector.selectAsync();
    await turn();
    selector.register(a, EVENT_READ);
    selector.register(b, EVENT_WRITE);
    selector.unregister(b);
    await turn();
    selector.modify(a, EVENT_WRITE);
    expect(summary(await pending)).toEqual([[a, EVENT_WRITE]]);
  });

  it('S23: selectAsync never ends early', async () => {
    const [a] = scope.pair();
    selector.register(a, EVENT_READ);
    for (const timeoutMs of [0.4, 1, 1.5, 3, 10.2, 50]) {
      for (let round = 0; round < 10; round++) {
        busy(round);
        const start = performance.now();
        expect(await selector.selectAsync(timeoutMs)).toEqual([]);
        expect(performance.now() - start).toBeGreaterThanOrEqual(timeoutMs);
      }
    }
  });

  it('S24: an idle selectAsync(1000) takes at least 1000 ms and does not wake up meanwhile', async () => {
    const [a] = scope.pair();
    selector.register(a, EVENT_READ);
    const start = performance.now();
    expect(await fewestTurnsDuring(() => selector.selectAsync(1000))).toBeLessThan(MOST_TURNS);
    expect(performance.now() - start).toBeGreaterThanOrEqual(1000);
  });

  it('S25: with nothing registered selectAsync sleeps, and a time-out <= 0 polls', async () => {
    const start = performance.now();
    expect(await selector.selectAsync(30)).toEqual([]);
    expect(performance.now() - start).toBeGreaterThanOrEqual(30);
    for (const timeoutMs of [0, -1, -Infinity]) {
      expect(await selector.selectAsync(timeoutMs)).toEqual([]);
    }
  });

  it('S33: an AbortSignal ends the wait with its reason, before or during it', async () => {
    const [a, b] = scope.pair();
    selector.register(a, EVENT_READ);
    const reason = new Error('enough');
    const controller = new AbortController();
    const pending = selector.selectAsync(null, { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 5);
    await expect(pending).rejects.toBe(reason);
    const { signal } = controller;
    await expect(selector.selectAsync(0, { signal })).rejects.toBe(reason);
    const timeout = selector.selectAsync(null, { signal: AbortSignal.timeout(5) });
    await expect(timeout).rejects.toMatchObject({ name: 'TimeoutError' });
    ping(b);
    expect(summary(await selector.selectAsync())).toEqual([[a, EVENT_READ]]);
  });

  it('S33: leaves no listener on a signal that is used for many waits', async () => {
    const [a] = scope.pair();
    selector.register(a, EVENT_READ);
    const { signal } = new AbortController();
    for (let round = 0; round < 20; round++) await selector.selectAsync(round % 2, { signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('S33: takes the signal of another realm or of a library, by its shape', async () => {
    const target = Object.assign(new EventTarget(), { aborted: false });
    const members = `get aborted() { return target.aborted; },
      addEventListener: (...args) => target.addEventListener(...args),
      removeEventListener: (...args) => target.removeEventListener(...args),`;
    const signal = runInNewContext(`({ ${members} })`, { target }) as AbortSignal;
    const pending = selector.selectAsync(null, { signal });
    target.aborted = true;
    target.dispatchEvent(new Event('abort'));
    await expect(pending).rejects.toMatchObject({ name: 'AbortError' });
    await expect(selector.selectAsync(0, { signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(getEventListeners(target, 'abort')).toEqual([]);
  });

  it('S33: refuses a signal that is none', async () => {
    for (const none of [null, {}, { aborted: false }, new EventTarget()])
      await expectReject(
        selector.selectAsync(0, { signal: none as unknown as AbortSignal }),
        TypeError,
        'ERR_FDSET_INVALID_ARG_TYPE',
      );
    const signal = 'now' as unknown as AbortSignal;
    const code = 'ERR_FDSET_INVALID_ARG_TYPE';
    await expectReject(selector.selectAsync(0, { signal }), TypeError, code);
  });

  it('S33: one wait at a time: a second one is refused, the first goes on', async () => {
    const [a, b] = scope.pair();
    selector.register(a, EVENT_READ);
    const first = selector.selectAsync();
    await expectReject(selector.selectAsync(), TypeError, 'ERR_FDSET_ALREADY_WAITING');
    expect(selector.select(0)).toEqual([]);
    ping(b);
    expect(summary(await first)).toEqual([[a, EVENT_READ]]);
  });

  it('S33: timers, fs and net of Node go on while selectAsync waits', async () => {
    const server = createServer((socket) => socket.end('hello')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const pending = selector.selectAsync(300);
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const [data] = await once(client, 'data');
    const file = await open(join(scope.folder(), 'file'), 'w');
    await file.write('x');
    await file.close();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(String(data)).toBe('hello');
    server.close();
    expect(await pending).toEqual([]);
  });

  it('S3: takes the sockets and servers of Node and follows them until they are closed', async () => {
    const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const [[accepted]] = await Promise.all([
      once(server, 'connection') as Promise<[Socket]>,
      once(client, 'connect'),
    ]);
    expect(selector.register(server, EVENT_READ).fd).toBeGreaterThan(2);
    const key = selector.register(accepted, EVENT_READ);
    client.write('x');
    expect(await selector.selectAsync()).toEqual([{ key, events: EVENT_READ }]);
    accepted.destroy();
    client.destroy();
    await once(accepted, 'close');
    expect(selector.unregister(accepted)).toBe(key);
    selector.unregister(server);
    server.close();
  });

  it('S8: a regular file that is always ready does not starve the event loop', async () => {
    const fd = openSync(join(scope.folder(), 'file'), 'w+');
    try {
      if (backend.regularFiles !== 'ready') return;
      const [a] = scope.pair();
      selector.register(a, EVENT_READ);
      expect(await selector.selectAsync(5)).toEqual([]);
      const pending = selector.selectAsync();
      selector.register(fd, EVENT_READ);
      selector.wakeup();
      await pending;
      let ticks = 0;
      const timer = setInterval(() => ticks++, 1);
      while (ticks < 5) expect(summary(await selector.selectAsync())).toEqual([[fd, EVENT_READ]]);
      clearInterval(timer);
    } finally {
      closeSync(fd);
    }
  });

  it('S33: for await delivers ready file objects one by one until the selector is closed', async () => {
    const pairs = [scope.pair(), scope.pair(), scope.pair()];
    for (const [a, b] of pairs) {
      selector.register(a, EVENT_READ, b);
      ping(b);
    }
    const seen: number[] = [];
    for await (const { key, events } of selector) {
      expect(events).toBe(EVENT_READ);
      drain(key.fd);
      seen.push(key.fd);
      if (seen.length === 4) selector.close();
      else if (seen.length === 3) setTimeout(() => ping(pairs[1]?.[1] as number), 5);
    }
    expect(new Set(seen.slice(0, 3))).toEqual(new Set(pairs.map(([a]) => a)));
    expect(seen[3]).toBe(pairs[1]?.[0]);
  });

  it('S33: leaving for await leaves the selector usable', async () => {
    const [a, b] = scope.pair();
    selector.register(a, EVENT_READ);
    ping(b);
    for await (const { key } of selector) {
      expect(key.fd).toBe(a);
      break;
    }
    expect(summary(await selector.selectAsync())).toEqual([[a, EVENT_READ]]);
  });

  it('S32: for await skips what the loop has unregistered meanwhile', async () => {
    const [a, b] = scope.pair();
    selector.register(a, EVENT_WRITE);
    selector.register(b, EVENT_WRITE);
    const seen: number[] = [];
    for await (const { key } of selector) {
      seen.push(key.fd);
      if (seen.length === 2) break;
      selector.unregister(key.fd === a ? b : a);
      await turn();
    }
    expect(seen[1]).toBe(seen[0]);
  });
}
