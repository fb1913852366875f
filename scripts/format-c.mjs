// node scripts/format-c.mjs [--check]: runs clang-format on the C of the addon and of the benchmarks. The binary of the
// npm package is decisive (LLVM 15, x64 only). On other machines their own clang-format is used.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { localBin, root } from '../tooling/src/workspace.mjs';

const folders = [
  'packages/posix/native',
  'benchmarks/native',
  'reliability/src/sanitizers',
  'reliability/src/async-faults',
];

const sources = folders.flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => /\.[ch]$/.test(name))
    .map((name) => join(root, folder, name)),
);

const works = (command) => spawnSync(command, ['--version']).status === 0;

const command = [localBin('clang-format'), 'clang-format'].find(works);
if (command === undefined) {
  process.stderr.write('no clang-format for this machine: install the one of LLVM 15 or newer.\n');
  process.exit(1);
}

const mode = process.argv.includes('--check') ? ['--dry-run', '--Werror'] : ['-i'];
process.exitCode = spawnSync(command, [...mode, ...sources], { stdio: 'inherit' }).status ?? 1;
