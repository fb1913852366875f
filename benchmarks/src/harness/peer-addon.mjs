// Builds the only peer that is an addon and has to be compiled for each Node, because it predates Node-API. The node-gyp
// that comes with npm builds it against the headers next to the Node that will load it.
import { existsSync, mkdirSync, cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';

import { runToEnd } from '../kit/child.mjs';
import { peerPath } from './peer-packages.mjs';

const abiOf = (nodePath) =>
  spawnSync(nodePath, ['-p', 'process.versions.modules'], { encoding: 'utf8' }).stdout.trim();

const loads = (nodePath, folder) =>
  spawnSync(nodePath, ['-e', 'require(process.argv[1])', folder]).status === 0;

const npmFolder = () =>
  join(spawnSync('npm', ['root', '--global'], { encoding: 'utf8' }).stdout.trim(), 'npm');

const headersOf = (nodePath) => {
  const prefix = dirname(dirname(nodePath));
  return existsSync(join(prefix, 'include/node/node.h')) ? prefix : null;
};

// npm's setting `nodedir`, which a package manager passes on, takes precedence over the argument of that name.
const buildCommand = (nodePath, gyp, folder) => {
  const headers = headersOf(nodePath);
  const settings = headers === null ? [] : [`npm_config_nodedir=${headers}`];
  return ['env', ...settings, nodePath, gyp, 'rebuild', '-C', folder];
};

/** The folder of a `unix-dgram` that this Node can load, or null if it cannot be built for this Node. */
export const unixDgramFor = async (nodePath, signal) => {
  const source = peerPath('unix-dgram');
  if (!existsSync(source)) return null;
  const folder = peerPath('.built', abiOf(nodePath), 'node_modules', 'unix-dgram');
  if (loads(nodePath, folder)) return folder;
  for (const name of ['unix-dgram', 'nan', 'bindings', 'file-uri-to-path']) {
    mkdirSync(dirname(folder), { recursive: true });
    cpSync(peerPath(name), join(dirname(folder), name), { recursive: true });
  }
  const gyp = join(npmFolder(), 'node_modules/node-gyp/bin/node-gyp.js');
  try {
    await runToEnd(buildCommand(nodePath, gyp, folder), { signal });
  } catch {
    signal.throwIfAborted();
  }
  return loads(nodePath, folder) ? folder : null;
};
