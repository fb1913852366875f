// The systems that the package has an addon for, by the name that src/load-addon.ts looks for.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

import { findMusl } from './musl.mjs';

const isOnPath = (program) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

const processors = {
  x64: { triplet: 'x86_64-linux', machine: 'X86-64', compilerFrom: 'gcc' },
  arm64: { triplet: 'aarch64-linux', machine: 'AArch64', compilerFrom: 'gcc-aarch64-linux-gnu' },
};

const linuxTarget = (arch, libc) => ({ name: `linux-${arch}-${libc}`, libc, ...processors[arch] });

/** What is cross-compiled on one Linux machine. */
export const linuxTargets = [
  linuxTarget('x64', 'glibc'),
  linuxTarget('arm64', 'glibc'),
  linuxTarget('x64', 'musl'),
  linuxTarget('arm64', 'musl'),
];

/** What is in the tarball of a release. Those of macOS are built there. */
export const released = [...linuxTargets.map(({ name }) => name), 'darwin-x64', 'darwin-arm64'];

/** The name for the running process. */
export function ownTarget() {
  if (process.platform !== 'linux') return `${process.platform}-${process.arch}`;
  const isGlibc = process.report.getReport().header.glibcVersionRuntime !== undefined;
  return `linux-${process.arch}-${isGlibc ? 'glibc' : 'musl'}`;
}

/** What compiles a target on this machine: `{ compiler, musl }`, or `{ missing }`, which says what to install. */
export function toolsFor({ name, triplet, libc, compilerFrom }) {
  const own = ownTarget();
  // The machine's own compiler also compiles for musl, given its files.
  const isNative = [name, name.replace('-musl', '-glibc')].includes(own);
  const compiler = [`${triplet}-gnu-gcc`, ...(isNative ? ['gcc'] : [])].find(isOnPath);
  if (compiler === undefined) return { missing: `install ${compilerFrom}` };
  if (libc === 'glibc' || name === own) return { compiler };
  const musl = findMusl(triplet);
  if (musl === undefined) return { missing: 'run scripts/prebuild.mjs --fetch' };
  return { compiler, musl };
}
