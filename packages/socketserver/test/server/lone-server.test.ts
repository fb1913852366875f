// A program with nothing but a server lives as long as it serves, even while nothing else keeps Node's event loop alive.
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { someOf } from '../../../../scripts/test/exhaustive.mjs';
import { fixture, hold, start } from '../support/programs.js';

const program = fixture('lone-server.mjs');
const ONE_AND_ONE_QUEUED = { maxWorkers: 1, queueSize: 1 };
const limits: [string, object][] = [
  ...['Threading', 'Forking', 'ThreadPool', 'ProcessPool'].map((strategy): [string, object] => [
    `${strategy}TCPServer`,
    { maxConnections: 1 },
  ]),
  ['ThreadingTCPServer', { maxThreads: 1 }],
  ['ForkingTCPServer', { maxChildren: 1 }],
  ['ThreadPoolTCPServer', ONE_AND_ONE_QUEUED],
  ['ProcessPoolTCPServer', ONE_AND_ONE_QUEUED],
];

const serve = async (name: string, handler: string, options: object) => {
  const server = start(process.execPath, [program, name, handler, JSON.stringify(options)]);
  return { server, port: Number(await server.next()) };
};

// `npm test` runs each class once, and each kind of limit.
const some = limits.filter(([name], i) => i < 4 === /Forking|ThreadPool/.test(name));

it.each(someOf(limits, some))(
  '%s %o: clients beyond the limit wait, and are served',
  async (name, options) => {
    const { port } = await serve(name, 'UpperHandler', options);
    const clients = [];
    for (const words of ['one', 'two', 'three']) clients.push(await hold(port, words));
    for (const [i, client] of clients.entries()) {
      expect(String(await once(client, 'data'))).toBe(['ONE', 'TWO', 'THREE'][i]);
      client.end();
    }
  },
);

it('TCPServer: an asynchronous handler that awaits nothing of the event loop is waited for', async () => {
  const { port } = await serve('TCPServer', 'IdleHandler', {});
  const client = await hold(port, '');
  expect(String(await once(client, 'data'))).toBe('late');
  client.destroy();
});
