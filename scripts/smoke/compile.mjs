// Compiles the typed example against the installed packages with this repository's compiler, which checks every
// declaration file.
import { join } from 'node:path';

import { root } from '../../tooling/src/workspace.mjs';

export const compileExample = (checks, folder) => {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const typeRoots = join(root, 'node_modules', '@types');
  const args = [compiler, '-p', 'typescript', '--typeRoots', typeRoots];
  return checks.command(process.execPath, args, { cwd: folder });
};
