// Prints, for .ci/run, the Debian packages of all programs that tests need and that are not installed.
import { missingPrograms } from './programs.mjs';

const packages = new Set(missingPrograms().map(({ from }) => from));
process.stdout.write([...packages].map((name) => `${name}\n`).join(''));
