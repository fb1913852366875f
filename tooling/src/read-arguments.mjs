// Reads the arguments of an entry script.
import { parseArgs } from 'node:util';

import { SetUpError } from './set-up-error.mjs';

/**
 * `{ values, positionals }`.
 *
 * @throws SetUpError with the help for what is no option.
 */
export const readArguments = (args, options, help) => {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new SetUpError(`${error.message}\n\n${help}`);
  }
};
