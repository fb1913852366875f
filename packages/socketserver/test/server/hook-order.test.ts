import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { BaseRequestHandler, TCPServer } from '@fdset/socketserver';
import { startClient } from '../support/client.js';
import { anyPort } from '../support/servers.js';
import { needs } from '../../../../scripts/test/needs.mjs';

const script = fileURLToPath(new URL('../fixtures/hook_order.py', import.meta.url));
const python = spawnSync(process.env['PYTHON'] ?? 'python3', [script], { encoding: 'utf8' });
const client = startClient();
const log: string[] = [];
let word = '';

class Handler extends BaseRequestHandler {
  override setup(): void {
    log.push('setup');
    if (word === 'setup') throw new RangeError('setup');
  }
  override handle(): void {
    log.push('handle');
    this.request.recv(100);
    if (word === 'handle') throw new RangeError('handle');
  }
  override finish(): void {
    log.push('finish');
  }
}

const HOOKS = [
  'serverBind',
  'serverActivate',
  'getRequest',
  'verifyRequest',
  'processRequest',
  'finishRequest',
  'shutdownRequest',
  'closeRequest',
  'handleTimeout',
  'serverClose',
] as const;

class LoggedServer extends TCPServer {
  override handleError(): void {
    log.push('handleError');
  }
}
for (const name of HOOKS) {
  const plain = TCPServer.prototype[name] as (...args: unknown[]) => unknown;
  Object.defineProperty(LoggedServer.prototype, name, {
    value(this: TCPServer, ...args: unknown[]) {
      log.push(name);
      const result = plain.apply(this, args);
      return name === 'verifyRequest' ? word !== 'refuse' : result;
    },
  });
}

it('V1-V3: calls the hooks in the very order of CPython', needs('python3'), async () => {
  const server = new LoggedServer(anyPort, Handler);
  for (word of ['ok', 'handle', 'setup', 'refuse']) {
    const handled = server.handleRequest();
    const exchanged = client.exchange(server.serverAddress, word).catch(() => '');
    await handled;
    await exchanged;
  }
  server.timeoutMs = 10;
  await server.handleRequest();
  await server.serverClose();
  expect(log).toEqual(python.stdout.trim().split('\n'));
});
