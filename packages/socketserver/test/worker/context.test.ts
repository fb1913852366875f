// The option `context` reaches handlers as this.server.context.
import { ProcessPoolTCPServer, ThreadPoolTCPServer, ThreadingTCPServer } from '@fdset/socketserver';
import { describe, expect, it } from 'vitest';
import { startClient } from '../support/client.js';
import { anyPort, serving, thrownBy, knownTo } from '../support/servers.js';
import { openedFromNow } from '../../../../scripts/test/opened-from-now.mjs';

const module = new URL('../fixtures/handlers.mjs', import.meta.url);
const client = startClient();

describe.each([
  ['ThreadingTCPServer', ThreadingTCPServer],
  ['ThreadPoolTCPServer', ThreadPoolTCPServer],
])('the context of a %s', (_, Server) => {
  it('may be memory that all threads and the server share', async () => {
    const memory = new SharedArrayBuffer(4);
    const options = knownTo(Server, { context: { memory }, minWorkers: 3, maxWorkers: 3 });
    const server = serving(new Server(anyPort, { module, name: 'CountingHandler' }, options));
    const sockets = [];
    for (let i = 0; i < 3; i++) sockets.push(await client.connect(server.serverAddress));
    for (const socket of sockets) await client.send(socket, 'count');
    const counts = [];
    for (const socket of sockets) counts.push(await client.recvAndClose(socket));
    expect(counts.sort()).toEqual(['0', '1', '2']);
    expect(new Int32Array(memory)[0]).toBe(3);
  });

  it('is refused when the server is made if it cannot be copied', () => {
    const opened = openedFromNow();
    const context = { callback: () => {} };
    const make = () => new Server(anyPort, { module, name: 'UpperHandler' }, { context });
    expect(thrownBy(make)).toMatchObject({ code: 'ERR_FDSET_INVALID_ARG_TYPE' });
    expect(opened()).toEqual([]);
  });
});

it('what a process cannot read is refused when the server is made, and shared memory by name', () => {
  const make = (context: unknown) => () =>
    new ProcessPoolTCPServer(anyPort, { module, name: 'UpperHandler' }, { context });
  type Wasm = { WebAssembly: { Module: new (bytes: Uint8Array) => object } };
  const { WebAssembly } = globalThis as unknown as Wasm;
  const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  const code = 'ERR_FDSET_INVALID_ARG_TYPE';
  expect(thrownBy(make(new WebAssembly.Module(empty)))).toMatchObject({ code });
  expect(make(new SharedArrayBuffer(1))).toThrow('use threads for that');
  expect(thrownBy(make(() => {}))).toMatchObject({ code });
  expect(make(() => {})).not.toThrow('use threads');
});
