// Where a file of this package is. A CommonJS bundle has no import.meta.url, and a module that was loaded from text has another
// URL than that of a file; both lack the files of the package.
import { fileURLToPath } from 'node:url';

/** The path of a file of the package; undefined where the package has no folder. */
export function packagePath(path: string): string | undefined {
  const here = (import.meta as { url?: string }).url;
  return here?.startsWith('file:') === true
    ? fileURLToPath(new URL(`../${path}`, here))
    : undefined;
}
