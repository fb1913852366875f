// Builds the command: one file, with the one library that it brings and that library's licence. It is built after the library,
// which clears the folder.
import { readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';

const licence = readFileSync('node_modules/commander/LICENSE', 'utf8');

// commander is CommonJS and requires modules of Node.
const provideRequire =
  "import { createRequire as makeRequire } from 'node:module';\nconst require = makeRequire(import.meta.url);";

export default defineConfig({
  entry: { fdset: 'src/command/fdset.ts' },
  format: 'esm',
  target: 'node20',
  platform: 'node',
  noExternal: ['commander'],
  splitting: false,
  banner: { js: provideRequire },
  footer: { js: `/*\nThis file contains commander:\n\n${licence}*/` },
});
