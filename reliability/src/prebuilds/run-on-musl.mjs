// Runs a program of JavaScript on musl. npm has no Node for it, but Bun, which loads addons by the same Node-API. Bun needs libstdc++;
// Debian's is for glibc, and works with a few functions in addition.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '@fdset/tooling/run-command';

import { packageFile } from '../package-file.mjs';
import { fetchPackages } from './fetch-packages.mjs';
import { processors } from './processors.mjs';

const standIns = fileURLToPath(new URL('musl-stand-ins.c', import.meta.url));
const { findMusl, muslSpecs } = await import(packageFile('posix', 'scripts/prebuild/musl.mjs'));

/** Fills a folder with the libraries that Bun needs. */
function makeLibraries(folder, { triplet, compiler, loader }) {
  for (const name of ['libstdc++.so.6', 'libgcc_s.so.1']) {
    const path = execFileSync(compiler, [`-print-file-name=${name}`], { encoding: 'utf8' }).trim();
    copyFileSync(path, join(folder, name));
  }
  const specs = join(folder, 'musl.specs');
  writeFileSync(specs, muslSpecs(findMusl(triplet), triplet));
  const shared = ['-specs', specs, '-shared', '-fPIC', standIns];
  execFileSync(compiler, [...shared, '-o', join(folder, 'stand-ins.so')]);
  // The name under which libstdc++ for x64 needs the loader of glibc.
  copyFileSync(join(folder, 'stand-ins.so'), join(folder, loader));
}

/** Runs a module with arguments; resolves with its output. */
export async function runOnMusl(arch, args) {
  const processor = processors[arch];
  if (findMusl(processor.triplet) === undefined)
    throw new Error('there is no musl: node packages/posix/scripts/prebuild.mjs --fetch');
  const modules = await fetchPackages(`bun-${arch}`, { cpu: arch, libc: 'musl' }, [processor.bun]);
  const folder = mkdtempSync(join(tmpdir(), 'fdset-musl-'));
  try {
    mkdirSync(join(folder, 'lib'));
    makeLibraries(join(folder, 'lib'), processor);
    const program = [join(modules, processor.bun, 'bin', 'bun'), ...args];
    const variables = {
      LD_LIBRARY_PATH: join(folder, 'lib'),
      LD_PRELOAD: join(folder, 'lib', 'stand-ins.so'),
    };
    return await run(processor, program, variables);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const emulated = ({ emulator, triplet }, program, variables) => [
  emulator,
  '-L',
  findMusl(triplet),
  ...Object.entries(variables).flatMap(([name, value]) => ['-E', `${name}=${value}`]),
  ...program,
];

// Only Bun itself may see the variables: every other program here is one for glibc.
async function run(processor, program, variables) {
  const settings = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const [command, ...args] =
    processor.emulator === undefined
      ? ['env', ...settings, ...program]
      : emulated(processor, program, variables);
  return runCommand(command, args);
}
