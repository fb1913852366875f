// S3: Node's own objects that have a descriptor.

import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer, Socket } from 'node:net';
import { join } from 'node:path';
import { ReadStream } from 'node:tty';
import { beforeEach, expect, it } from 'vitest';

import { DefaultSelector, EVENT_READ, EVENT_WRITE } from '../src/index.js';
import type { BaseSelector } from '../src/index.js';
import { expectThrow } from './support/expectations.js';
import { scopePerTest } from './support/scope.js';

const scope = scopePerTest();
let selector: BaseSelector;

beforeEach(() => {
  selector = scope.closing(new DefaultSelector());
});

it('S3: fs.FileHandle', async () => {
  const path = join(scope.folder(), 'fifo');
  execFileSync('mkfifo', [path]);
  const handle = await open(path, 'r+');
  const key = selector.register(handle, EVENT_WRITE);
  expect(key.fd).toBe(handle.fd);
  expect(selector.select()).toEqual([{ key, events: EVENT_WRITE }]);
  await handle.close();
  expect(selector.unregister(handle)).toBe(key);
  expectThrow(() => selector.register(handle, EVENT_READ), RangeError, 'ERR_FDSET_OUT_OF_RANGE');
});

it('S3: tty.ReadStream', () => {
  // The master of a new pseudo-terminal is a terminal as well.
  const fd = openSync('/dev/ptmx', 'r+');
  const terminal = new ReadStream(fd);
  terminal.on('error', () => {});
  expect(selector.register(terminal, EVENT_WRITE).fd).toBeGreaterThanOrEqual(0);
  expect(selector.select()).toHaveLength(1);
  selector.unregister(terminal);
  terminal.destroy();
});

it('S3: dgram.Socket, until it is closed, without a deprecation warning', async () => {
  const warnings: string[] = [];
  const remember = ({ message }: Error): void => void warnings.push(message);
  process.on('warning', remember);
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const key = selector.register(socket, EVENT_WRITE);
  expect(selector.select()).toEqual([{ key, events: EVENT_WRITE }]);
  socket.close();
  await once(socket, 'close');
  expect(selector.unregister(socket)).toBe(key);
  expectThrow(() => selector.register(socket, EVENT_READ), RangeError, 'ERR_FDSET_OUT_OF_RANGE');
  process.off('warning', remember);
  expect(warnings).toEqual([]);
});

it('S4: a net.Socket that is not connected, and a net.Server that is closed, have none', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  selector.register(server, EVENT_READ);
  const key = selector.getKey(server);
  server.close();
  await once(server, 'close');
  expect(selector.unregister(server)).toBe(key);
  for (const object of [server, new Socket()]) {
    const register = (): unknown => selector.register(object, EVENT_READ);
    expectThrow(register, RangeError, 'ERR_FDSET_OUT_OF_RANGE');
  }
});

it('S3: an object whose fileno() throws passes that on', () => {
  const object = {
    fileno(): number {
      throw new Error('detached');
    },
  };
  expect(() => selector.register(object, EVENT_READ)).toThrow('detached');
});

it('S3: a number that Node opened', () => {
  const path = join(scope.folder(), 'fifo');
  execFileSync('mkfifo', [path]);
  const fd = openSync(path, 'r+');
  expect(selector.register(fd, EVENT_WRITE).fd).toBe(fd);
  expect(selector.select()).toHaveLength(1);
  selector.unregister(fd);
  closeSync(fd);
});
