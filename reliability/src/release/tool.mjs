// Programs from npm that only the rehearsal needs. Each is installed once, into a folder of its own, without its scripts.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '@fdset/tooling/run-command';
import { readJson, root } from '@fdset/tooling/workspace';

const cache = join(root, 'node_modules', '.cache', 'fdset');

/** Resolves with `{ folder, version }` of an npm package, such as `npm` in `12`. `overrides` are npm's. */
export async function tool(name, range, overrides = {}) {
  const project = join(cache, `${name.replace('/', '-')}-${range}`);
  const folder = join(project, 'node_modules', name);
  const installed = join(folder, 'package.json');
  if (!existsSync(installed)) {
    mkdirSync(project, { recursive: true });
    const manifest = { private: true, dependencies: { [name]: range }, overrides };
    writeFileSync(join(project, 'package.json'), JSON.stringify(manifest));
    const args = ['install', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund'];
    await runCommand('npm', args, { cwd: project });
  }
  return { folder, version: readJson(installed).version };
}
