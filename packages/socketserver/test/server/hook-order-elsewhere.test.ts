import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ForkingTCPServer, ThreadingTCPServer } from '@fdset/socketserver';
import { expect, it } from 'vitest';
import { startClient } from '../support/client.js';
import { anyPort, freshDirectory, serving, until } from '../support/servers.js';
import { needs } from '../../../../scripts/test/needs.mjs';

const script = fileURLToPath(new URL('../fixtures/hook_order_elsewhere.py', import.meta.url));
const module = new URL('../fixtures/handlers.mjs', import.meta.url);
const client = startClient();
const HOOKS = ['getRequest', 'verifyRequest', 'processRequest', 'closeRequest'] as const;
const words = ['ok', 'handle', 'setup', 'refuse'];

const linesOf = (log: string): string[] => readFileSync(log, 'utf8').trim().split('\n');
const of = (who: string, lines: string[]): string[] => lines.filter((line) => line.startsWith(who));
const without = (hooks: string[], lines: string[]): string[] =>
  lines.filter((line) => !hooks.includes(line.split(' ')[1] ?? ''));

/** The order in CPython, for each process by itself, because chance decides which process comes first. */
const inPython = (name: string): { parent: string[]; child: string[] } => {
  const log = join(freshDirectory(), 'log');
  const { status, stderr } = spawnSync(process.env['PYTHON'] ?? 'python3', [script, name, log]);
  expect([status, String(stderr)]).toEqual([0, '']);
  return { parent: of('parent', linesOf(log)), child: of('child', linesOf(log)) };
};

/** Runs the same scenario here. */
const here = async (Base: typeof ThreadingTCPServer): Promise<string[]> => {
  const log = join(freshDirectory(), 'log');
  const note = (hook: string): void => appendFileSync(log, `parent ${hook}\n`);
  let word = '';
  class Noting extends Base {
    override handleError(): void {
      note('handleError');
    }
  }
  for (const name of HOOKS) {
    const plain = Base.prototype[name] as (...args: unknown[]) => unknown;
    Object.defineProperty(Noting.prototype, name, {
      value(this: ThreadingTCPServer, ...args: unknown[]) {
        // A getRequest that finds no request is not noted, because CPython makes no such call.
        const result = name === 'getRequest' ? plain.apply(this, args) : null;
        if (name !== 'getRequest' || result !== null) note(name);
        if (name === 'getRequest') return result;
        return plain.apply(this, args) !== false && word !== 'refuse';
      },
    });
  }
  const handler = { module, name: 'NotingHandler' };
  const server = serving(new Noting(anyPort, handler, { context: { log, pid: process.pid } }));
  for (word of words) {
    await client.exchange(server.serverAddress, word).catch(() => '');
    const count = words.indexOf(word) + 1;
    await until(() => server.stats().accepted === count && server.stats().active === 0);
  }
  return linesOf(log);
};

it(
  'V1-V3: a threading server calls its hooks in the very order of CPython',
  needs('python3'),
  async () => {
    // In CPython these hooks run on the thread. Here they would too, and cannot be overridden.
    const elsewhere = ['finishRequest', 'shutdownRequest'];
    expect(await here(ThreadingTCPServer)).toEqual(
      without(elsewhere, inPython('ThreadingTCPServer').parent),
    );
  },
);

it(
  'V4: a forking server and its children call their hooks in the very order of CPython',
  needs('python3'),
  async () => {
    const python = inPython('ForkingTCPServer');
    const lines = await here(ForkingTCPServer);
    // The child sends an error to the server's process, where handleError runs. In CPython it runs in the child.
    expect(without(['handleError'], of('parent', lines))).toEqual(
      without(['shutdownRequest'], python.parent),
    );
    const ofServer = ['finishRequest', 'handleError', 'shutdownRequest', 'closeRequest'];
    expect(of('child', lines)).toEqual(without(ofServer, python.child));
    const errors = python.child.filter((line) => line.endsWith('handleError')).length;
    expect(lines.filter((line) => line === 'parent handleError')).toHaveLength(errors);
  },
);
