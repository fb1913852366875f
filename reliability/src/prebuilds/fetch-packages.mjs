// Packages of npm for another system than the running one; each is downloaded once.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { runCommand } from '@fdset/tooling/run-command';
import { root } from '@fdset/tooling/workspace';

/** Resolves with the folder node_modules that has the packages. */
export async function fetchPackages(name, { cpu, libc }, specs) {
  const folder = join(root, 'node_modules', '.cache', 'fdset', name);
  const done = join(folder, 'node_modules', '.package-lock.json');
  if (existsSync(done)) return join(folder, 'node_modules');
  mkdirSync(folder, { recursive: true });
  // The settings choose among optional dependencies; what is named itself is refused for another system without --force.
  const system = ['--os=linux', `--cpu=${cpu}`, `--libc=${libc}`, '--force'];
  const quiet = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'];
  await runCommand('npm', ['install', ...quiet, '--prefix', folder, ...system, ...specs], {
    cwd: folder,
  });
  return join(folder, 'node_modules');
}
