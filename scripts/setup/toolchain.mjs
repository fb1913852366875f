// Checks before any download whether the tools that a build needs and pnpm does not bring are there. One line says what
// to install.
import { rmSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';

import { runChild } from '../../tooling/src/run-child.mjs';
import { SetUpError } from '../../tooling/src/set-up-error.mjs';

const { CC = 'cc', MAKE = 'make', PYTHON = 'python3' } = process.env;
const probe = join(tmpdir(), `fdset-probe-${process.pid}`);
const isRecent = `-c 'import sys; sys.exit(sys.version_info < (3, 8))'`;
const isPython = [PYTHON, 'python3', 'python']
  .map((python) => `${python} ${isRecent}`)
  .join(' || ');

// Each tool, and the command that shows that it is there. Building a shared object from a header tests the compiler, its
// headers and the linker.
const needed = {
  [`working C compiler (\`${CC}\`)`]: `${CC} -shared -include stdio.h -x c ${devNull} -o '${probe}'`,
  make: `${MAKE} --version`,
  'Python 3.8 or newer, which node-gyp needs': isPython,
};

const howToInstall =
  '`sudo apt-get install build-essential python3` on Debian and Ubuntu, `sudo dnf install gcc make python3` on Fedora, ' +
  '`sudo apk add build-base python3` on Alpine, `sudo pacman -S base-devel python` on Arch, `xcode-select --install` on macOS';

export const checkToolchain = async (signal) => {
  for (const [what, command] of Object.entries(needed)) {
    const { code } = await runChild('sh', ['-c', command], { signal, onOutput: () => {} });
    rmSync(probe, { force: true });
    if (code !== 0) throw new SetUpError(`no ${what}; to install it: ${howToInstall}`);
  }
};
