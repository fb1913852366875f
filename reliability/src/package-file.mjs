// Files of the packages under test that these do not export: the sources of the addon and the programs of tests.
import { fileURLToPath } from 'node:url';

/** The path of a file in the package `@fdset/<name>`, or of the package's folder. */
export const packageFile = (name, path = '.') =>
  fileURLToPath(new URL(path, import.meta.resolve(`@fdset/${name}/package.json`)));
