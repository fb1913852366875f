// The release after the first: a change of one package, which is published alone, and reaches who has the old version.
import { join } from 'node:path';
import { CheckFailure } from '@fdset/tooling/run-command';
import { readJson } from '@fdset/tooling/workspace';

import { makeProject } from './managers.mjs';

const CHANGED = '@fdset/socket';
const WHAT = 'A change that the rehearsal made.';

const changeset = `---\n'${CHANGED}': patch\n---\n\n${WHAT}\n`;

function expectEntry(changelog, version) {
  const expected = `## ${version}\n\n### Patch Changes\n\n- ${WHAT}\n\n## `;
  if (!changelog.includes(expected)) throw new CheckFailure('an unexpected CHANGELOG', changelog);
}

/** Makes it, and updates a project with npm. Resolves with what was published. */
export async function secondRelease({ checkout, packed, url, target, matrix, manager, log }) {
  const published = [];
  const at = {
    package: CHANGED,
    manager: manager.name,
    flavour: 'a second release',
    node: manager.major,
  };
  await matrix.try(at, async () => {
    // A project of a package that depends on the changed one.
    const project = join(target, 'updated');
    makeProject(project, manager, url);
    await manager.run(project, manager.add, '@fdset/client');
    checkout.writeChangeset(changeset);
    await checkout.release('version');
    await checkout.commit('versions');
    const output = await checkout.release('publish', '--registry', url, '--local-prebuilds');
    published.push(...[...output.matchAll(/^(\S+) is published$/gm)].map(([, one]) => one));
    const { version: old } = packed.find(({ name }) => name === CHANGED);
    const version = old.replace(/\d+$/, (patch) => String(Number(patch) + 1));
    if (published.join(' ') !== `${CHANGED}@${version}`)
      throw new CheckFailure(`published ${published.join(', ')}`, output);
    expectEntry(checkout.changelogOf(CHANGED), version);
    await manager.run(project, 'update');
    const found = readJson(join(project, 'node_modules', CHANGED, 'package.json')).version;
    if (found !== version) throw new CheckFailure(`npm update left ${CHANGED}@${found}`);
  });
  log(`a second release: ${published.join(', ')}`);
  return published;
}
