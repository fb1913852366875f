// Prints the Debian packages of all programs that tests need and that are not here, for .ci/run.
import { missingPrograms } from './programs.mjs';

const packages = new Set(missingPrograms().map(({ from }) => from));
process.stdout.write([...packages].map((name) => `${name}\n`).join(''));
