// Compiles the addon for a Linux system with one run of gcc. Sources and flags are those of native/binding.gyp.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { headersFolder } from '../node-headers.mjs';
import { muslSpecs } from './musl.mjs';

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

async function gcc(compiler, args) {
  const child = spawn(compiler, args, { cwd: native, stdio: ['ignore', 2, 2] });
  const [code, signal] = await once(child, 'close');
  if (code !== 0) throw new Error(`${compiler} ended with ${signal ?? `exit code ${code}`}`);
}

/** Writes the addon for a target to `path`. */
export async function compile({ triplet }, { compiler, musl }, path) {
  const { sources, defines, cflags, ldflags } = recipe();
  const folder = mkdtempSync(join(tmpdir(), 'fdset-prebuild-'));
  try {
    mkdirSync(dirname(path), { recursive: true });
    await gcc(compiler, [
      ...(musl === undefined ? [] : muslFlags(triplet, musl, folder)),
      ...defines.map((define) => `-D${define}`),
      ...cflags,
      ...always,
      ...ldflags,
      `-I${headersFolder()}`,
      ...sources,
      '-o',
      path,
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
