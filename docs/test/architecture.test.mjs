// The page that tells where things are names no file that is not there.
import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(new URL('../architecture.md', import.meta.url), 'utf8');
const files = execFileSync('git', ['ls-files', 'packages', '.dependency-cruiser.mjs'], {
  cwd: root,
})
  .toString()
  .split('\n');

// `strategy/pool.ts`; `epoll-`, of a list of files with one ending, and `native/*.c` are no names.
const named = [...page.matchAll(/`([\w./-]+\.(?:ts|c|mjs))`/g)].map(([, name]) => name);

it('each file that architecture.md names is there', () => {
  expect(named.length).toBeGreaterThan(100);
  const missing = named.filter((name) => !files.some((file) => `/${file}`.endsWith(`/${name}`)));
  expect(missing).toEqual([]);
});

it('it names each file of socketserver', () => {
  const own = files.filter((file) => file.startsWith('packages/socketserver/src/'));
  const unnamed = own.filter((file) => !named.some((name) => file.endsWith(`/${name}`)));
  expect(unnamed).toEqual([]);
});
