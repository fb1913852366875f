// `server.ready` resolves when the server can take requests, and rejects when it never will.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import * as servers from '@fdset/socketserver';
import { TCPServer, ThreadPoolTCPServer } from '@fdset/socketserver';
import { fixture, start } from '../support/programs.js';
import { anyPort, freshDirectory, serving } from '../support/servers.js';

const module = new URL('../fixtures/handlers.mjs', import.meta.url);
const upper = { module, name: 'UpperHandler' };
const lacking = { module, name: 'NobodyHandler' };

const isPending = async (promise: Promise<unknown>): Promise<boolean> =>
  (await Promise.race([promise.then(() => 'settled'), Promise.resolve('pending')])) === 'pending';

it.each(['TCPServer', 'ForkingTCPServer', 'ThreadPoolTCPServer'] as const)(
  '%s is ready once it serves, with its handler loaded and its workers there',
  async (name) => {
    const server = new servers[name](anyPort, upper, {});
    expect(await isPending(server.ready)).toBe(true);
    serving(server);
    await server.ready;
    expect(server.state).toBe('serving');
    if (name === 'TCPServer') expect(server.handlerClass.name).toBe('UpperHandler');
    if (name === 'ThreadPoolTCPServer') expect(server.stats().pool?.workers).toBe(1);
  },
);

it('rejects as serveForever does, and the next serving has another', async () => {
  const unhandled: unknown[] = [];
  const listener = (error: unknown): void => void unhandled.push(error);
  process.on('unhandledRejection', listener);
  onTestFinished(() => void process.off('unhandledRejection', listener));
  await using server = new TCPServer(anyPort, lacking);
  const first = server.ready;
  const error: unknown = await server.serveForever().catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'ERR_FDSET_HANDLER_SOURCE' });
  await new Promise((resolve) => setImmediate(resolve));
  await expect(first).rejects.toBe(error);
  const second = server.serveForever().catch(() => {});
  expect(server.ready).not.toBe(first);
  await second;
  expect(unhandled).toEqual([]);
});

it.each([TCPServer, ThreadPoolTCPServer])('%o closed before is never ready', async (Server) => {
  const idle = new Server(anyPort, upper);
  await idle.serverClose();
  await expect(idle.ready).rejects.toMatchObject({ code: 'ERR_FDSET_CLOSED' });
  const starting = new Server(anyPort, upper);
  const served = starting.serveForever();
  await starting.serverClose();
  await served;
  await expect(starting.ready).rejects.toMatchObject({ code: 'ERR_FDSET_CLOSED' });
});

it('closed after it was ready it has been ready', async () => {
  const server = new TCPServer(anyPort, upper);
  const served = server.serveForever();
  await server.ready;
  await server.serverClose();
  await served;
  await server.ready;
});

it('names the line that cannot be parsed; a module that has begun to run does not run twice for it', async () => {
  const directory = freshDirectory();
  const log = join(directory, 'log');
  writeFileSync(log, '');
  const running = `import { appendFileSync } from 'node:fs';\nappendFileSync(${JSON.stringify(log)}, 'x');\n`;
  const file = (name: string, text: string): string => {
    writeFileSync(join(directory, name), text);
    return pathToFileURL(join(directory, name)).href;
  };
  const broken = file('broken.mjs', 'export const one = 1;\n\nexport const two = ;\n');
  const program = start(process.execPath, [
    fixture('loading-program.mjs'),
    file('importing.mjs', `${running}import './broken.mjs';\n`),
    file('parsing.mjs', `${running}JSON.parse('{');\n`),
    file('importing-later.mjs', `${running}await import('./broken.mjs');\n`),
  ]);
  expect(await program.next()).toContain(`(Unexpected token ';' at ${broken}:3)`);
  await program.exited;
  expect(readFileSync(log, 'utf8')).toBe('xx');
});
