// What went wrong is told as the kernel told it.
import { chmodSync, writeFileSync } from 'node:fs';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { join } from 'node:path';
import { ForkingTCPServer } from '@fdset/socketserver';
import type { ServerEvents } from '@fdset/socketserver';
import { expect, it, onTestFinished } from 'vitest';
import { fixture, hasTool, start } from './support/programs.js';
import { anyPort, freshDirectory } from './support/servers.js';

const handler = { module: new URL('fixtures/handlers.mjs', import.meta.url), name: 'UpperHandler' };

const withoutProc = ['--mount', 'sh', '-c', 'mount -t tmpfs none /proc && exec "$0" "$@"'];
const canHideProc = hasTool('unshare', [...withoutProc, 'true']);
if (!canHideProc) process.stderr.write('skipped: unshare(1) may not mount here\n');

it('a program that must not be executed: neither forked nor spawned, and each error says EACCES', async () => {
  const path = join(freshDirectory(), 'node');
  writeFileSync(path, '');
  chmodSync(path, 0o600);
  const own = process.execPath;
  process.execPath = path;
  onTestFinished(() => void (process.execPath = own));
  const reasons: unknown[] = [];
  const listen = (message: unknown): void =>
    void reasons.push((message as ServerEvents['fdset:server:fallback']).error);
  subscribe('fdset:server:fallback', listen);
  onTestFinished(() => void unsubscribe('fdset:server:fallback', listen));
  const server = new ForkingTCPServer(anyPort, handler);
  onTestFinished(() => void server.serverClose());
  const denied = { code: 'EACCES', syscall: `spawn ${path}` };
  await expect(server.serveForever()).rejects.toMatchObject(denied);
  expect(reasons).toEqual([expect.objectContaining(denied)]);
});

it.skipIf(!canHideProc)('no /proc: the event says what could not be opened', async () => {
  const program = start('unshare', [
    ...withoutProc,
    process.execPath,
    fixture('fallback-server.mjs'),
  ]);
  const reason = JSON.parse(await program.next()) as object;
  expect(reason).toEqual({ code: 'ENOENT', syscall: 'open', path: '/proc/self/smaps' });
});
