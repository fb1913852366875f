// Builds native/build/Release/fdset.node with node-gyp.
import { fileURLToPath } from 'node:url';

import { sayError } from '../../../tooling/src/say.mjs';
import { SetUpError } from '../../../tooling/src/set-up-error.mjs';
import { headersOption, nodeGyp } from './node-headers.mjs';
import { run } from './run.mjs';

// node-gyp would link with the C++ compiler; the addon is C, and nobody needs to install one for it.
const env = { ...process.env, LINK: process.env.LINK ?? process.env.CC ?? 'cc' };

const native = fileURLToPath(new URL('../native', import.meta.url));

function nodeGypRun(command, ...options) {
  const args = [nodeGyp(), command, '-C', native, ...headersOption(), ...options];
  run(process.execPath, args, { stdio: 'inherit', env });
}

try {
  nodeGypRun('configure', '--release');
  nodeGypRun('build', '--jobs=max');
} catch (error) {
  if (!(error instanceof SetUpError)) throw error;
  sayError(error.message);
  process.exitCode = 1;
}
