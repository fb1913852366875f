// The Node versions that are supported, from npm's node-PLATFORM-ARCH packages; each is downloaded once.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { runCommand } from './run-command.mjs';
import { root } from './workspace.mjs';

export const nodeMajors = [20, 22, 24, 26];

const runningMajor = Number(process.versions.node.split('.')[0]);

/** Resolves with the path of a `node` of that major version. */
export const nodeBinary = async (major) => {
  if (major === runningMajor) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(root, 'node_modules', '.cache', 'fdset', `node-${major}`);
  const path = join(folder, 'node_modules', name, 'bin', 'node');
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    const args = [
      'install',
      '--no-save',
      '--no-package-lock',
      '--ignore-scripts',
      '--prefix',
      folder,
    ];
    await runCommand('npm', [...args, `${name}@${major}`], { cwd: folder });
  }
  await runCommand(path, ['--version']);
  return path;
};
