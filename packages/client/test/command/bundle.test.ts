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

it('the one file of the command has the licence of what it brings', () => {
  const licence = readFileSync(
    new URL('../../node_modules/commander/LICENSE', import.meta.url),
    'utf8',
  );
  expect(textOf('fdset.js')).toContain(licence);
  expect(readdirSync(dist).filter((file) => file.endsWith('.js'))).toEqual([
    'fdset.js',
    'index.js',
  ]);
});
