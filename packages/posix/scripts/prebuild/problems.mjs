// What is wrong with the addon for a Linux system, as readelf of binutils shows it; readelf reads the files of all processors.
import { execFileSync } from 'node:child_process';

import { linuxTargets } from './targets.mjs';

/** Node 20 needs this one itself, so an addon that needs no newer one runs wherever Node does. */
export const newestGlibc = '2.28';

const libraries = { glibc: 'libc.so.6', musl: 'libc.so' };

const isNewer = (version, than) => {
  const [major, minor] = version.split('.').map(Number);
  const [thanMajor, thanMinor] = than.split('.').map(Number);
  return major === thanMajor ? minor > thanMinor : major > thanMajor;
};

const readelf = (path, ...options) =>
  execFileSync('readelf', ['--wide', ...options, path], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });

function versionProblems(path, libc) {
  const text = readelf(path, '--version-info', '--dyn-syms');
  const versions = [...new Set([...text.matchAll(/GLIBC_([\d.]+)/g)].map((match) => match[1]))];
  if (libc === 'musl') return versions.length === 0 ? [] : ['needs glibc'];
  if (versions.length === 0) return ['binds no symbol of glibc'];
  return versions
    .filter((version) => isNewer(version, newestGlibc))
    .map((version) => `needs GLIBC_${version}`);
}

function libraryProblems(path, libc) {
  const dynamic = readelf(path, '--dynamic');
  const needed = [...dynamic.matchAll(/\(NEEDED\).*\[(.*)\]/g)].map((match) => match[1]);
  const allowed = libraries[libc];
  const foreign = needed.filter((name) => name !== allowed).map((name) => `needs ${name}`);
  return [
    ...foreign,
    ...(needed.includes(allowed) ? [] : [`does not need ${allowed}`]),
    ...(/\((RPATH|RUNPATH|TEXTREL)\)/.test(dynamic) ? ['has a RUNPATH or TEXTREL'] : []),
  ];
}

/** What is wrong with the addon at `path` as that of the target with this name; an empty list if nothing is. */
export function problemsOf(path, name) {
  const { machine, libc } = linuxTargets.find((target) => target.name === name);
  const header = readelf(path, '--file-header', '--sections');
  return [
    ...(header.includes(machine) ? [] : [`is not for ${machine}`]),
    ...(header.includes('.symtab') ? ['is not stripped'] : []),
    ...libraryProblems(path, libc),
    ...versionProblems(path, libc),
  ];
}
