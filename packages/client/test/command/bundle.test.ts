// What the built files import: the command brings its library along, and the library of the package imports none.
import { readFileSync, readdirSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const textOf = (file: string): string => readFileSync(dist + file, 'utf8');

// Imports as the bundler writes them, and the calls of CommonJS that it left to Node.
const SPECIFIER =
  /^(?:import|export)\b[^'"\n]*?["']([^"'\n]+)["'];$|(?:require\d*|\bimport)\(["']([^"']+)["']\)/gm;

const importsOf = (file: string): string[] =>
  [...textOf(file).matchAll(SPECIFIER)].map(
    ([, imported, called]) => (imported ?? called) as string,
  );

const isOwn = (name: string): boolean =>
  /^@fdset\/(posix|selectors|socket(\/async|\/framing)?)$/.test(name);

it('the command imports Node and @fdset only, although it uses commander', () => {
  const imported = importsOf('fdset.js');
  expect(imported).toEqual(
    expect.arrayContaining(['events', 'child_process', '@fdset/socket', '@fdset/posix']),
  );
  const foreign = imported.filter((name) => !isOwn(name) && !isBuiltin(name));
  expect([...new Set(foreign)]).toEqual([]);
});

it('the library imports Node and @fdset only, and nothing of the command', () => {
  expect(importsOf('index.js').filter((name) => !isOwn(name) && !isBuiltin(name))).toEqual([]);
  expect(textOf('index.js')).not.toContain('commander');
});

it('a load thread imports Node and @fdset only', () => {
  expect(importsOf('bench-worker.js').filter((name) => !isOwn(name) && !isBuiltin(name))).toEqual(
    [],
  );
});

it('the file of the command has the licences of what it brings', () => {
  const text = textOf('fdset.js');
  for (const library of ['commander', 'cli-table3']) {
    const file = new URL(`../../node_modules/${library}/LICENSE`, import.meta.url);
    expect(text).toContain(readFileSync(file, 'utf8'));
  }
  // What the bundler has put in is named in front of each part.
  const brought = [...text.matchAll(/^\/\/ .*node_modules\/([^\n]*?)\/[^/\n]+$/gm)].map(
    ([, path]) =>
      (path as string).replace(/^.*node_modules\//, '').replace(/\/(lib|src|dist)\b.*$/, ''),
  );
  expect(brought.length).toBeGreaterThan(1);
  for (const name of new Set(brought)) expect(text).toContain(`This file contains ${name}:`);
  expect(readdirSync(dist).filter((file) => file.endsWith('.js'))).toEqual([
    'bench-worker.js',
    'fdset.js',
    'framing.js',
    'index.js',
  ]);
});
