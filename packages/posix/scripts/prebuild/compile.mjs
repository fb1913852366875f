// Compiles the addon for a Linux system with one run of gcc. Sources and flags are those of native/binding.gyp.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runChild } from '../../../../tooling/src/run-child.mjs';
import { SetUpError } from '../../../../tooling/src/set-up-error.mjs';
import { headersFolder } from '../node-headers.mjs';
import { notStarted } from '../run.mjs';
import { muslSpecs } from './musl.mjs';
import { replaceWhole } from './replace-whole.mjs';

export const native = fileURLToPath(new URL('../../native', import.meta.url));

function recipe() {
  const [target] = JSON.parse(readFileSync(join(native, 'binding.gyp'), 'utf8')).targets;
  const [, onLinux] = target.conditions.find(([condition]) => condition === "OS=='linux'");
  return { ...target, ldflags: onLinux.ldflags };
}

// The same sources must give the same bytes in every checkout. -s: there are no symbols to strip afterwards.
const always = ['-fPIC', '-shared', '-Wl,-s', '-Wl,--build-id=none', '-Wl,--hash-style=gnu'];

/** musl has no headers of the kernel, so those of the compiler's own C library serve. */
function muslFlags(triplet, root, folder) {
  const specs = join(folder, 'musl.specs');
  writeFileSync(specs, muslSpecs(root, triplet));
  const cross = `/usr/${triplet}-gnu/include`;
  const kernel = existsSync(cross) ? [cross] : [`/usr/include/${triplet}-gnu`, '/usr/include'];
  return ['-specs', specs, ...kernel.flatMap((path) => ['-idirafter', path])];
}

const start = (compiler, args, signal) =>
  runChild(compiler, args, { signal, cwd: native, stdio: ['ignore', 2, 2] }).catch((error) => {
    throw error.syscall === undefined ? error : notStarted(compiler, error);
  });

async function gcc(compiler, args, signal) {
  const { code, signal: by } = await start(compiler, args, signal);
  if (code !== 0) throw new SetUpError(`${compiler} ended with ${by ?? `exit code ${code}`}`);
}

/** Writes the addon for a target to `path`. An abort of `signal` ends the compiler first. */
export async function compile({ triplet }, { compiler, musl }, path, signal) {
  const { sources, defines, cflags, ldflags } = recipe();
  await replaceWhole(path, (made, folder) => {
    const args = [
      ...(musl === undefined ? [] : muslFlags(triplet, musl, folder)),
      ...defines.map((define) => `-D${define}`),
      ...cflags,
      ...always,
      ...ldflags,
      `-I${headersFolder()}`,
      ...sources,
      '-o',
      made,
    ];
    return gcc(compiler, args, signal);
  });
}
