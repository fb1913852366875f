// The directory of the process may change after a relative path was bound and before it is removed.
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import { createListener } from '../../src/index.js';
import { freshDirectory, owned } from '../support/sockets.js';

const fixture = new URL('../fixtures/relative-path.mjs', import.meta.url);

const twoDirectories = (): [here: string, there: string] => {
  const before = process.cwd();
  onTestFinished(() => process.chdir(before));
  return [freshDirectory(), freshDirectory()];
};

it('K13: a path bound relative is unlinked where it was bound', () => {
  const [here, there] = twoDirectories();
  process.chdir(here);
  const listener = createListener({ path: 'socket' });
  process.chdir(there);
  const other = owned(createListener({ path: 'socket' }));
  listener.close();
  expect(existsSync(join(here, 'socket'))).toBe(false);
  expect(existsSync(join(there, 'socket'))).toBe(true);
  other.close();
  expect(existsSync(join(there, 'socket'))).toBe(false);
});

it.each([
  ['a string', (path: string) => path],
  ['bytes', (path: string) => Buffer.from(path)],
])('K13: also one with dots and links, as %s', (_kind, form) => {
  const [here, there] = twoDirectories();
  mkdirSync(join(here, 'below'));
  process.chdir(join(here, 'below'));
  const listener = createListener({ path: form('../socket') });
  expect(existsSync(join(here, 'socket'))).toBe(true);
  process.chdir(there);
  listener.close();
  expect(existsSync(join(here, 'socket'))).toBe(false);
});

it('K13: a stale file is reclaimed where it is now', () => {
  const [here, there] = twoDirectories();
  process.chdir(here);
  createListener({ path: 'socket' }, { unlinkOnClose: false }).close();
  process.chdir(there);
  owned(createListener({ path: 'socket' }));
  expect(existsSync(join(here, 'socket'))).toBe(true);
  process.chdir(here);
  owned(createListener({ path: 'socket' }));
});

it('K13: a worker unlinks its path although the main thread has changed the directory', async () => {
  const [here, there] = twoDirectories();
  const worker = new Worker(fixture);
  const tell = async (message: string): Promise<void> => {
    worker.postMessage(message);
    await once(worker, 'message');
  };
  process.chdir(here);
  await tell('bind');
  expect(existsSync(join(here, 'socket'))).toBe(true);
  process.chdir(there);
  await tell('close');
  expect(existsSync(join(here, 'socket'))).toBe(false);
});
