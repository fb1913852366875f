// Where Node's headers are: npm's nodedir setting, else beside the running node, else node-gyp fetches them.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

import { run } from './run.mjs';

/** The program of node-gyp, which is there once the workspace is installed. */
export const nodeGyp = () => createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js');

const installed = dirname(dirname(process.execPath));
const isThere = (prefix) => existsSync(join(prefix, 'include/node/node_api.h'));

/** The option of node-gyp that says where the headers are. */
export function headersOption() {
  if (process.env.npm_config_nodedir) return [];
  return isThere(installed) ? [`--nodedir=${installed}`] : [];
}

function fetched() {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = process.env.npm_config_devdir || join(cache, 'node-gyp');
  run(process.execPath, [nodeGyp(), 'install', '--ensure', `--devdir=${folder}`]);
  return join(folder, process.versions.node);
}

/** The folder to include on Linux. */
export function headersFolder() {
  const named = process.env.npm_config_nodedir;
  const prefix = named || (isThere(installed) ? installed : fetched());
  return join(prefix, 'include/node');
}
