// The ways in which a program uses a package: imported, required, typed, bundled. Each resolves with the program's output.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CheckFailure, runCommand } from '@fdset/tooling/run-command';
import { root } from '@fdset/tooling/workspace';
import { build } from 'esbuild';

const programs = fileURLToPath(new URL('programs', import.meta.url));
const ANSWER = 'HELLO';

const shortName = (name) => name.replace('@fdset/', '');

const typed = (name, entries) => `${entries
  .map((entry, index) => `import * as entry${index} from '${name}${entry.slice(1)}';\n`)
  .join('')}import { use } from './program.mjs';

const exported: object[] = [${entries.map((_, index) => `entry${index}`).join(', ')}];
if (exported.some((entry) => Object.keys(entry).length === 0)) throw new Error('an empty entry');
const answer: string = await use(entry0);
console.log(answer);
`;

const sources = (name, entries) => ({
  'esm.mjs': `import * as api from '${name}';
import { use } from './program.mjs';

console.log(await use(api));
`,
  'require.cjs': `const api = require('${name}');

import('./program.mjs').then(({ use }) => use(api)).then(console.log);
`,
  'program.d.mts': `export declare const use: (api: typeof import('${name}')) => Promise<string>;\n`,
  'node-next.ts': typed(name, entries),
  'bundler.ts': typed(name, entries),
});

/** Writes the programs that use a package into a project. `entries` are the keys of its `exports`. */
export function writePrograms(folder, name, entries) {
  for (const [file, text] of Object.entries(sources(name, entries)))
    writeFileSync(join(folder, file), text);
  cpSync(join(programs, `${shortName(name)}.mjs`), join(folder, 'program.mjs'));
  if (name === '@fdset/socketserver')
    cpSync(join(programs, 'upper.mjs'), join(folder, 'upper.mjs'));
}

/** Rejects unless the last line of an output is the answer: Node may have warnings before it. */
export function expectAnswer(output) {
  if (output.trimEnd().split('\n').at(-1) !== ANSWER)
    throw new CheckFailure('not the answer', output);
}

const moduleSettings = {
  'node-next': ['--module', 'NodeNext'],
  bundler: ['--module', 'ESNext', '--moduleResolution', 'Bundler'],
};

/** Compiles the typed program with this repository's compiler, every declaration file included. */
export async function compile(folder, settings) {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'];
  const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules', '@types')];
  const target = ['--target', 'ES2023', '--skipLibCheck', 'false'];
  const args = [...moduleSettings[settings], ...strict, ...types, ...target, `${settings}.ts`];
  await runCommand(process.execPath, [tsc, ...args], { cwd: folder });
}

const bundle = (folder, outdir, entries, external) =>
  build({
    absWorkingDir: folder,
    entryPoints: entries,
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    external,
    logLevel: 'silent',
  });

/** As the documents say: the packages stay outside, and a handler's module is an entry of its own. */
export async function bundleWithout(folder, name) {
  const isServer = name === '@fdset/socketserver';
  const entries = isServer ? ['esm.mjs', 'upper.mjs'] : ['esm.mjs'];
  await bundle(folder, join(folder, 'bundled'), entries, ['@fdset/*']);
  return {
    program: join('bundled', 'esm.mjs'),
    env: isServer ? { HANDLER_FILE: './upper.mjs' } : {},
  };
}

/** Everything in one file, in a folder without node_modules, and the addon beside it, which an environment variable names. */
export async function bundleWhole(folder, target) {
  mkdirSync(target, { recursive: true });
  await bundle(folder, target, ['esm.mjs'], []);
  const prebuilds = join(folder, 'node_modules', '@fdset', 'posix', 'prebuilds');
  cpSync(join(prebuilds, `linux-${process.arch}-glibc`, 'fdset.node'), join(target, 'fdset.node'));
  return { program: 'esm.mjs', env: { FDSET_POSIX_ADDON: join(target, 'fdset.node') } };
}
