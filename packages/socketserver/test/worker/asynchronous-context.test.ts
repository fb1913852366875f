// No request finds what another one left in its asynchronous context.
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Address, Socket } from '@fdset/socket';
import { expect, it, onTestFinished } from 'vitest';
import {
  BaseRequestHandler,
  ProcessPoolTCPServer,
  TCPServer,
  ThreadPoolTCPServer,
} from '@fdset/socketserver';
import { startClient } from '../support/client.js';
import { anyPort, serving, until, knownTo } from '../support/servers.js';

const client = startClient();
const storage = new AsyncLocalStorage<string>();
const module = new URL('../fixtures/context-handler.mjs', import.meta.url);
const contextHandler = { module, name: 'ContextHandler' };
const throwing = {
  module: new URL('../fixtures/unheard-handler.mjs', import.meta.url),
  name: 'UnheardHandler',
};

const pools = [ThreadPoolTCPServer, ProcessPoolTCPServer] as unknown as (typeof TCPServer)[];

it.each([TCPServer, ...pools])(
  '%o: every request of one worker begins with an empty context',
  async (Class) => {
    const options: object = knownTo(Class, { maxWorkers: 1 });
    const server = serving(new Class(anyPort, contextHandler, options));
    for (const word of ['now', 'later', 'now', 'later'])
      expect(await client.exchange(server.serverAddress, word)).toBe('nothing,setup,handle');
  },
);

/** What was found in the context at each step of each request. */
const seen: string[] = [];
const note = (step: string): void => void seen.push(`${step} ${storage.getStore()}`);

const noting = (Base: typeof TCPServer) => {
  let requests = 0;
  return class extends Base {
    override getRequest(): [Socket, Address | null] | null {
      const taken: [Socket, Address | null] | null = super.getRequest();
      if (taken !== null) note('get');
      return taken;
    }
    override verifyRequest(): boolean {
      note('verify');
      storage.enterWith(`request ${++requests}`);
      return true;
    }
    override handleError(): void {
      note('error');
      storage.enterWith('error');
    }
    override closeRequest(request: Socket): void {
      note('close');
      super.closeRequest(request);
    }
  };
};

it.each([TCPServer, ...pools])(
  '%o: hooks and events have the context of their request, which began as that of serveForever',
  async (Class) => {
    seen.length = 0;
    const ended = (): void => note('end');
    subscribe('fdset:server:request:end', ended);
    onTestFinished(() => void unsubscribe('fdset:server:request:end', ended));
    const options: object = knownTo(Class, { maxWorkers: 1 });
    const server = storage.run('the program', () =>
      serving(new (noting(Class))(anyPort, throwing, options)),
    );
    for (const word of ['one', 'throw', 'three']) {
      await client.exchange(server.serverAddress, word);
      await until(() => server.stats().active === 0);
    }
    const of = (step: string): string[] => seen.filter((text) => text.startsWith(step));
    expect(of('get')).toEqual(Array(3).fill('get the program'));
    expect(of('verify')).toEqual(Array(3).fill('verify the program'));
    expect(of('error')).toEqual(['error request 2']);
    const [first, second, third, ...more] = of('close');
    expect([first, third, ...more]).toEqual(['close request 1', 'close request 3']);
    expect(['close request 2', 'close error']).toContain(second);
    expect(of('end').filter((text) => text !== 'end error')).toHaveLength(2);
  },
);

it('a handler in this thread sees the context of serveForever, and what its own request left running keeps its own', async () => {
  const later: Promise<string>[] = [];
  class Reading extends BaseRequestHandler {
    override handle(): void {
      const word = this.request.recv(100).toString();
      this.request.sendall(String(storage.getStore()));
      storage.enterWith(word);
      later.push(new Promise((resolve) => setImmediate(() => resolve(String(storage.getStore())))));
    }
  }
  const server = storage.run('the program', () => serving(new TCPServer(anyPort, Reading)));
  for (const word of ['one', 'two'])
    expect(await client.exchange(server.serverAddress, word)).toBe('the program');
  expect(await Promise.all(later)).toEqual(['one', 'two']);
  expect(storage.getStore()).toBeUndefined();
});

it('serviceActions leaves nothing in the context of requests', async () => {
  const found: unknown[] = [];
  class Server extends TCPServer {
    override serviceActions(): void {
      found.push(storage.getStore());
      storage.enterWith('service');
    }
    override verifyRequest(): boolean {
      found.push(storage.getStore());
      return true;
    }
  }
  const server = serving(new Server(anyPort, throwing));
  for (const word of ['one', 'two']) await client.exchange(server.serverAddress, word);
  expect(found.length).toBeGreaterThanOrEqual(4);
  expect(new Set(found)).toEqual(new Set([undefined]));
});
