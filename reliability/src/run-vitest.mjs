// Runs tests of a package as a check, with an environment that makes more of them than `npm test` does.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { packageFile } from './package-file.mjs';

/** The parsed report of vitest's json reporter. */
export async function runVitest(name, files, variables) {
  const cwd = packageFile(name);
  const env = { ...process.env, ...variables, CI: 'true' };
  const args = ['vitest', 'run', ...files, '--reporter=json'];
  const child = spawn('npx', args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  await once(child, 'close');
  return JSON.parse(output.slice(output.indexOf('{"num')));
}
