// Builds native/build/Release/fdset.node with node-gyp.
// Node's headers: npm's nodedir setting, else those beside the running node, else node-gyp fetches them.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// node-gyp would link with the C++ compiler; the addon is C, and nobody needs to install one for it.
const env = { ...process.env, LINK: process.env.LINK ?? process.env.CC ?? 'cc' };

const native = fileURLToPath(new URL('../native', import.meta.url));
const nodeGyp = createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js');

function headersOption() {
  if (process.env.npm_config_nodedir) return [];
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include/node/node_api.h')) ? [`--nodedir=${prefix}`] : [];
}

function nodeGypRun(command, ...options) {
  const args = [nodeGyp, command, '-C', native, ...headersOption(), ...options];
  const { status, error } = spawnSync(process.execPath, args, { stdio: 'inherit', env });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

nodeGypRun('configure', '--release');
nodeGypRun('build', '--jobs=max');
