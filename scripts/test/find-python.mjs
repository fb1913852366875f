// vitest's global set-up finds the Python interpreter once. `python3` may be the shim of a version manager, which starts
// a shell and takes half a second each time. The tests start PYTHON.
import { spawnSync } from 'node:child_process';
import { isAbsolute } from 'node:path';

/** The path of the interpreter itself, or undefined if there is none. */
export const findPython = () => {
  const { PYTHON: wanted = 'python3' } = process.env;
  if (isAbsolute(wanted)) return wanted;
  const { status, stdout } = spawnSync(wanted, ['-c', 'import sys; print(sys.executable)'], {
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : undefined;
};

export const setup = () => {
  const python = findPython();
  if (python !== undefined) process.env.PYTHON = python;
};
