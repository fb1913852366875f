// The package `fdset` of docs/releasing.md, which forwards to the command of @fdset/client: made of the page's own blocks.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@fdset/tooling/workspace';

import { makeProject } from './managers.mjs';
import { talkByCommand } from './talk-by-command.mjs';

const NAME = 'fdset';

const blockOf = (page, language) =>
  new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'm').exec(page)?.[1] ?? '';

function writePackage(folder) {
  const page = readFileSync(join(root, 'docs', 'releasing.md'), 'utf8');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), blockOf(page, 'json'));
  writeFileSync(join(folder, 'fdset.js'), `#!/usr/bin/env node\n${blockOf(page, 'js')}`);
}

/** Publishes it, adds it alone to a project, and talks to a server by its command. */
export async function forward({ checkout, url, target, matrix, manager }) {
  const at = { package: NAME, manager: manager.name, node: manager.major };
  const project = join(target, 'forwarder');
  const isInstalled = await matrix.try({ ...at, flavour: 'install' }, async () => {
    const folder = join(target, 'package-fdset');
    writePackage(folder);
    await checkout.run('npm', 'publish', folder, '--registry', url);
    makeProject(project, manager, url);
    await manager.run(project, manager.add, NAME);
  });
  if (isInstalled)
    await matrix.try({ ...at, flavour: 'fdset' }, () => talkByCommand(project, manager));
}
