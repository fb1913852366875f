// Errors and events give the cause of a failure as the kernel or Node gave it.
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { join } from 'node:path';
import { ForkingTCPServer, subscribe as hear } from '@fdset/socketserver';
import type { ServerEvents } from '@fdset/socketserver';
import { expect, it, onTestFinished } from 'vitest';
import { fixture, hasTool, hold, start } from '../support/programs.js';
import { needs, needsThat } from '../../../../scripts/test/needs.mjs';
import { anyPort, freshDirectory, serving } from '../support/servers.js';

const handler = {
  module: new URL('../fixtures/handlers.mjs', import.meta.url),
  name: 'UpperHandler',
};

const withoutProc = ['--mount', 'sh', '-c', 'mount -t tmpfs none /proc && exec "$0" "$@"'];
const canHideProc = hasTool('unshare', [...withoutProc, 'true']);
const canInject = hasTool('strace', [
  '-qq',
  '-o',
  '/dev/null',
  '-e',
  'inject=none:error=EPERM',
  'true',
]);
const mayTrace = { ...needsThat(canInject, 'needs a strace that may inject'), ...needs('strace') };
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
  onTestFinished(async () => void (await server.serverClose()));
  const denied = { code: 'EACCES', syscall: `spawn ${path}` };
  await expect(server.serveForever()).rejects.toMatchObject(denied);
  expect(reasons).toEqual([expect.objectContaining(denied)]);
});

it('a fork server that cannot give its children random numbers of their own says why', async () => {
  const { execArgv } = process;
  process.execArgv = [...execArgv, '--frozen-intrinsics', '--no-warnings'];
  onTestFinished(() => void (process.execArgv = execArgv));
  const server = new ForkingTCPServer(anyPort, handler);
  const reasons: unknown[] = [];
  hear('fdset:server:fallback', ({ error }) => reasons.push((error as Error).message), server);
  serving(server);
  await server.ready;
  expect(reasons).toEqual([expect.stringContaining("read only property 'random'")]);
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

it(
  'a fork server that finds no descriptor when it begins to fork says so, and is tried again',
  needs('prlimit'),
  async () => {
    process.env['FDSET_TEST_STARTS'] = join(freshDirectory(), 'starts');
    process.env['FDSET_TEST_FAILURES'] = '3';
    onTestFinished(() => {
      delete process.env['FDSET_TEST_STARTS'];
      delete process.env['FDSET_TEST_FAILURES'];
    });
    const module = new URL('../fixtures/refusing-handlers.mjs', import.meta.url);
    const server = new ForkingTCPServer(anyPort, { module, name: 'Handler' });
    const errors: unknown[] = [];
    const fallbacks: unknown[] = [];
    hear('fdset:server:error', ({ error }) => errors.push((error as Error).cause), server);
    hear('fdset:server:fallback', ({ error }) => fallbacks.push(error), server);
    serving(server);
    await server.ready;
    expect(errors).toEqual([expect.objectContaining({ code: 'EMFILE', syscall: 'open' })]);
    expect(fallbacks).toEqual([]);
  },
);

it(
  'a forked process that the kernel does not let end is let go, and why is told',
  mayTrace,
  async () => {
    const inject = ['-f', '-qq', '-o', '/dev/null', '-e', 'inject=pidfd_send_signal:error=EPERM'];
    const program = start('strace', [...inject, process.execPath, fixture('unending-process.mjs')]);
    const socket = await hold(Number(await program.next()), 'held');
    expect((await once(socket, 'data')).toString()).toBe('HELD');
    program.say('close');
    expect(JSON.parse(await program.next())).toEqual(['EPERM pidfd_send_signal']);
  },
);
