// Builds the addon for checks. Each build has its own folder, so the build that is usually tested and published does not
// change. Sources and flags come from binding.gyp.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '@fdset/tooling/workspace';

import { packageFile } from '../package-file.mjs';

const native = packageFile('posix', 'native');
const builds = join(root, 'node_modules', '.cache', 'fdset');
const compiler = process.env.CC ?? 'gcc';

function headers() {
  const config = join(native, 'build/config.gypi');
  const named = existsSync(config)
    ? /"nodedir": "([^"]+)"/.exec(readFileSync(config, 'utf8'))
    : null;
  const places = [dirname(dirname(process.execPath)), named?.[1]].filter(Boolean);
  const found = places
    .map((place) => join(place, 'include/node'))
    .find((folder) => existsSync(join(folder, 'node_api.h')));
  if (found !== undefined) return found;
  throw new Error(`No node_api.h in ${places.join(', ')}: build @fdset/posix with node-gyp first.`);
}

/** Compiles the addon with more flags and sources, and returns the path of the result. */
export function buildAddon(name, flags, sources = []) {
  const [target] = JSON.parse(readFileSync(join(native, 'binding.gyp'), 'utf8')).targets;
  const folder = join(builds, name);
  mkdirSync(folder, { recursive: true });
  const output = join(folder, 'fdset.node');
  const options = [
    '-shared',
    '-fPIC',
    `-I${headers()}`,
    '-DNODE_GYP_MODULE_NAME=fdset',
    ...target.cflags.filter((flag) => !flag.startsWith('-O')),
    ...target.defines.map((define) => `-D${define}`),
    ...flags,
  ];
  const files = [...target.sources.map((source) => join(native, source)), ...sources];
  execFileSync(compiler, [...options, ...files, '-o', output], { stdio: 'inherit' });
  return output;
}

/** A library that comes with the compiler, such as the run-time library of a sanitizer. */
export const compilerLibrary = (name) =>
  execFileSync(compiler, [`-print-file-name=${name}`], { encoding: 'utf8' }).trim();
