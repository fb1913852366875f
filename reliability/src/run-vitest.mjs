// Runs tests of a package as a check. The environment selects more tests than `npm test` runs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { packageFile } from './package-file.mjs';

/** Resolves with the parsed report of vitest's json reporter. */
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
