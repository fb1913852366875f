// Builds the command: one file for its process and one for its load threads, with the libraries that they bring and the licences of
// those. They are built after the library, which clears the folder.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { defineConfig } from 'tsup';

/** What is bundled: each package after those that lead to it, because only the first ones are linked here. */
const LIBRARIES = [
  ['commander'],
  ['cli-table3'],
  ['cli-table3', '@colors/colors'],
  ['cli-table3', 'string-width'],
  ['cli-table3', 'string-width', 'emoji-regex'],
  ['cli-table3', 'string-width', 'is-fullwidth-code-point'],
  ['cli-table3', 'string-width', 'strip-ansi'],
  ['cli-table3', 'string-width', 'strip-ansi', 'ansi-regex'],
];

function packageFolder(name: string, from: string): string {
  let folder = dirname(createRequire(join(from, 'package.json')).resolve(name));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

function licenceOf(path: readonly string[]): string {
  const folder = path.reduce((from, name) => packageFolder(name, from), import.meta.dirname);
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one)) as string;
  return `This file contains ${path.at(-1)}:\n\n${readFileSync(join(folder, file), 'utf8')}`;
}

// The libraries are CommonJS and require modules of Node.
const provideRequire =
  "import { createRequire as makeRequire } from 'node:module';\nconst require = makeRequire(import.meta.url);";

const shared = {
  format: 'esm',
  target: 'node20',
  platform: 'node',
  splitting: false,
} as const;

export default defineConfig([
  {
    ...shared,
    entry: { fdset: 'src/command/fdset.ts' },
    noExternal: ['commander', 'cli-table3'],
    banner: { js: provideRequire },
    footer: { js: `/*\n${LIBRARIES.map(licenceOf).join('\n')}*/` },
  },
  { ...shared, entry: { 'bench-worker': 'src/bench/worker/bench-worker.ts' } },
]);
