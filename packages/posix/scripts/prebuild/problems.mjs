// What is wrong with an addon. Those for Linux are shown by readelf of binutils, which reads the files of all processors.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { notStarted } from '../run.mjs';
import { machOProblems } from './mach-o.mjs';
import { linuxTargets } from './targets.mjs';

/** Node 20 needs this one itself, so an addon that needs no newer one runs wherever Node does. */
export const newestGlibc = '2.28';

const libraries = { glibc: 'libc.so.6', musl: 'libc.so' };

const isNewer = (version, than) => {
  const [major, minor] = version.split('.').map(Number);
  const [thanMajor, thanMinor] = than.split('.').map(Number);
  return major === thanMajor ? minor > thanMinor : major > thanMajor;
};

const MAGIC = Buffer.from('\x7fELF', 'latin1');

const isElf = (path) => readFileSync(path).subarray(0, MAGIC.length).equals(MAGIC);

function askReadelf(path, options) {
  const { error, status, stdout, stderr } = spawnSync('readelf', ['--wide', ...options, path], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (error) throw notStarted('readelf', error);
  return { isWhole: status === 0 && !stderr.includes('Error: '), text: stdout };
}

const readelf = (path, ...options) => askReadelf(path, options).text;

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

function elfProblems(path, name) {
  if (!isElf(path)) return ['is no ELF file'];
  // macOS has no readelf.
  if (process.platform !== 'linux') return [];
  const { machine, libc } = linuxTargets.find((target) => target.name === name);
  const { isWhole, text: header } = askReadelf(path, ['--file-header', '--sections']);
  if (!isWhole) return ['is not whole'];
  return [
    ...(header.includes(machine) ? [] : [`is not for ${machine}`]),
    ...(header.includes('.symtab') ? ['is not stripped'] : []),
    ...libraryProblems(path, libc),
    ...versionProblems(path, libc),
  ];
}

/** What is wrong with the addon at `path` as that of the released system with this name; an empty list if nothing is. */
export const problemsOf = (path, name) =>
  name.startsWith('darwin-')
    ? machOProblems(path, name.replace('darwin-', ''))
    : elfProblems(path, name);
