// The one build configuration of the published packages: ESM, types, one flat dist folder.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { defineConfig } from 'tsup';

/**
 * Puts what files of a package have in common with others into one chunk, by importing all of `common` at their end. Where
 * they have not all in common esbuild makes a chunk for each set of files, and Node takes 1.7 ms to import each of them: for
 * every process, and for every thread.
 */
const commonChunk = ({ common, to }) => ({
  name: 'common-chunk',
  setup(build) {
    const [imported, importers] = [common, to].map((paths) => paths.map((path) => resolve(path)));
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (!importers.includes(path)) return undefined;
      const imports = imported.filter((other) => other !== path);
      const lines = imports.map((other) => `import ${JSON.stringify(other)};\n`);
      return { contents: (await readFile(path, 'utf8')) + lines.join(''), loader: 'ts' };
    });
  },
});

/** `shared`: the sources that are in one chunk (`common`), also for the programs that import only a part of them (`to`). */
export const libraryConfig = (
  entry = { index: 'src/index.ts' },
  { typed = 'src/index.ts', shared = { common: [], to: [] } } = {},
) =>
  defineConfig({
    entry,
    format: 'esm',
    target: 'node20',
    platform: 'node',
    // Buffer and Symbol.dispose are in the types: users need not list @types/node themselves.
    dts: { entry: typed, banner: '/// <reference types="node" />' },
    esbuildPlugins: [commonChunk(shared)],
    clean: true,
    sourcemap: true,
  });
