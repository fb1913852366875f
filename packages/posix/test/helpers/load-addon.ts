// Runs programs that import the package in processes of their own, with an addon or without.
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { tempPath } from './temp-path.js';

export const inPackage = (path: string): string =>
  fileURLToPath(new URL(`../../${path}`, import.meta.url));
export const built = inPackage('native/build/Release/fdset.node');

/** Imports the package, which succeeds, then makes a call. */
export const programFor = (entry: string): string => `
const { AddonUnavailableError, close, pipe } = await import(${JSON.stringify(entry)});
try {
  pipe().forEach(close);
  console.log('loaded');
} catch (error) {
  const kind = error instanceof AddonUnavailableError ? 'typed' : 'other';
  console.log([kind, error.code, error.reason, error.message].join(' '));
}`;

interface Run {
  readonly flags?: readonly string[];
  readonly addon?: string;
  readonly entry?: string;
  /** Code that runs before the package is imported. */
  readonly before?: string;
  /** The number of a user. Only root may run a process as another one. */
  readonly uid?: number | undefined;
}

/** The process of a test that hangs is killed, and its output is none. */
const HANGS_MS = 60_000;

/** The output of a Node process that imports the package and makes a call. */
export const said = ({ flags = [], addon, before = '', uid, ...rest }: Run): string => {
  const { entry = import.meta.resolve('@fdset/posix') } = rest;
  const env = { ...process.env, FDSET_POSIX_ADDON: addon };
  const args = [...flags, '--input-type=module', '-e', before + programFor(entry)];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    env,
    encoding: 'utf8',
    timeout: HANGS_MS,
    ...(uid === undefined ? {} : { uid, gid: uid, cwd: '/' }),
  });
  return stdout + stderr;
};

/** A copy of what the package has in its tarball, with these files in addition; returns its entry. */
export const installed = (files: Readonly<Record<string, string>>): string => {
  const folder = dirname(tempPath('package.json'));
  cpSync(inPackage('dist'), join(folder, 'dist'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(source, join(folder, path));
  }
  return pathToFileURL(join(folder, 'dist/index.js')).href;
};

/** A sign that the package is no bundle. */
export const gyp = { 'native/binding.gyp': inPackage('native/binding.gyp') };

/** The flag of the permission model, which was an experiment in Node 20. */
export const permission = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';

/** How the output begins. */
export const failed = (reason: string): string => `typed ERR_FDSET_ADDON_MISSING ${reason} `;

const report = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
export const libc = report.header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
/** The name of this system. */
export const prebuilt =
  process.platform === 'linux'
    ? `linux-${process.arch}-${libc}`
    : `${process.platform}-${process.arch}`;
