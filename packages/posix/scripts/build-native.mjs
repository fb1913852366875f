// Builds native/build/Release/fdset.node with node-gyp.
import { fileURLToPath } from 'node:url';

import { headersOption, nodeGyp } from './node-headers.mjs';
import { run } from './run.mjs';

// node-gyp would link with the C++ compiler; the addon is C, and nobody needs to install one for it.
const env = { ...process.env, LINK: process.env.LINK ?? process.env.CC ?? 'cc' };

const native = fileURLToPath(new URL('../native', import.meta.url));

function nodeGypRun(command, ...options) {
  const args = [nodeGyp(), command, '-C', native, ...headersOption(), ...options];
  run(process.execPath, args, { stdio: 'inherit', env });
}

nodeGypRun('configure', '--release');
nodeGypRun('build', '--jobs=max');
