// Files of the packages under test that are no part of what these export: the sources of the addon, programs of tests.
import { fileURLToPath } from 'node:url';

/** The path of a file in the package `@fdset/<name>`, or of its folder. */
export const packageFile = (name, path = '.') =>
  fileURLToPath(new URL(path, import.meta.resolve(`@fdset/${name}/package.json`)));
