// The one build configuration of the published packages: ESM, types, one flat dist folder.
import { defineConfig } from 'tsup';

export const libraryConfig = (entry = { index: 'src/index.ts' }, typed = 'src/index.ts') =>
  defineConfig({
    entry,
    format: 'esm',
    target: 'node20',
    platform: 'node',
    // Buffer and Symbol.dispose are in the types: users need not list @types/node themselves.
    dts: { entry: typed, banner: '/// <reference types="node" />' },
    clean: true,
    sourcemap: true,
  });
