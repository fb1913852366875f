// musl for another processor than this machine's. Debian has it, but to install it the machine must be told of the other
// architecture, for all that apt does from then on. So apt downloads it with lists and settings of its own, as any user.
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { run } from '../run.mjs';

const architectures = { 'x86_64-linux': 'amd64', 'aarch64-linux': 'arm64' };

const cache = () => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'fdset');
const fetchedRoot = (triplet) => join(cache(), `musl-${architectures[triplet]}`);
const specsIn = (root, triplet) => join(root, `usr/lib/${triplet}-musl/musl-gcc.specs`);

/** The root below which musl for the processor is, installed or fetched; undefined if it is not. */
export const findMusl = (triplet) =>
  ['/', fetchedRoot(triplet)].find((root) => existsSync(specsIn(root, triplet)));

/** The settings with which gcc compiles for musl. Debian's name files below the root of the system. */
export const muslSpecs = (root, triplet) =>
  readFileSync(specsIn(root, triplet), 'utf8')
    .replaceAll(/(?<=[\sL])\/usr\//g, `${join(root, 'usr')}/`)
    .replace(/-L(?=\S)/, `-L${join(root, 'lib', `${triplet}-musl`)} -L`);

function aptOptions(folder, architecture) {
  const settings = [
    `APT::Architecture=${architecture}`,
    `APT::Architectures=${architecture}`,
    `Dir::State::lists=${join(folder, 'lists')}`,
    `Dir::Cache=${join(folder, 'cache')}`,
    `Dir::Etc::sourcelist=${join(folder, 'sources.list')}`,
    'Dir::Etc::sourceparts=/dev/null',
    // Otherwise apt gives up root, and may not write here.
    'APT::Sandbox::User=root',
    'Acquire::Retries=3',
  ];
  return settings.flatMap((setting) => ['-o', setting]);
}

const source = () => {
  const release = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  return `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian ${release} main\n`;
};

function unpack(folder, root) {
  const packages = readdirSync(folder).filter((name) => name.endsWith('.deb'));
  for (const name of packages) run('dpkg', ['-x', join(folder, name), join(folder, 'root')]);
  rmSync(root, { recursive: true, force: true });
  renameSync(join(folder, 'root'), root);
}

/** Downloads musl for a processor. It is kept in the user's cache. */
export function fetchMusl(triplet) {
  const architecture = architectures[triplet];
  const folder = `${fetchedRoot(triplet)}.${process.pid}`;
  const options = aptOptions(folder, architecture);
  mkdirSync(join(folder, 'lists/partial'), { recursive: true });
  mkdirSync(join(folder, 'cache/archives/partial'), { recursive: true });
  try {
    writeFileSync(join(folder, 'sources.list'), source());
    run('apt-get', [...options, 'update']);
    run('apt-get', [...options, 'download', 'musl', 'musl-dev'], { cwd: folder });
    unpack(folder, fetchedRoot(triplet));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
