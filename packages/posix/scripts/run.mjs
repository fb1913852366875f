// Runs a program to its end. What went wrong with it is for the reader, who learns nothing from a stack of these scripts.
import { spawnSync } from 'node:child_process';

import { SetUpError } from '../../../tooling/src/set-up-error.mjs';

/** What a program that could not be started is called in a message. */
export const notStarted = (command, { code, message }) =>
  new SetUpError(code === 'ENOENT' ? `there is no program ${command}` : message);

/** Its output goes to stderr, because `npm pack` prints the name of the tarball to stdout. */
export function run(command, args, options = {}) {
  const { status, error, signal } = spawnSync(command, args, {
    stdio: ['ignore', 2, 2],
    ...options,
  });
  if (error) throw notStarted(command, error);
  if (status !== 0)
    throw new SetUpError(`${command} ended with ${signal ?? `exit code ${status}`}`);
}
