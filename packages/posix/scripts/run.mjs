// Runs a program to its end.
import { spawnSync } from 'node:child_process';

/** Its output goes to stderr, because `npm pack` prints the name of the tarball to stdout. */
export function run(command, args, options = {}) {
  const { status, error, signal } = spawnSync(command, args, {
    stdio: ['ignore', 2, 2],
    ...options,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ended with ${signal ?? `exit code ${status}`}`);
}
