// Many connects and calls that one signal ends.
import { getEventListeners } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { heardWarnings, someTurns } from '../../../../scripts/test/heard-warnings.mjs';
import { connect, listen } from '../../src/async/index.js';
import { rejection } from '../support/promises.js';

it.each(['127.0.0.1', 'localhost'])(
  'thirty connects to %s with one signal, and a call of each, add one listener and no warning',
  async (host) => {
    const heard = heardWarnings();
    const controller = new AbortController();
    const { signal } = controller;
    const listener = listen({ host: '127.0.0.1', port: 0 });
    onTestFinished(() => listener.close());
    const { port } = listener.getsockname() as { port: number };
    const connecting = Array.from({ length: 30 }, () => connect({ host, port }, { signal }));
    const clients = await Promise.all(connecting);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    const reads = clients.map((client) => rejection(client.recv(1, { signal })));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await someTurns();
    expect(heard).toEqual([]);
    controller.abort(new Error('enough'));
    expect(new Set(await Promise.all(reads))).toEqual(new Set([signal.reason]));
    for (const client of clients) client.close();
  },
);
