// Turns the changesets into versions and CHANGELOGs. A package's first version has no earlier one to differ from: a list of
// everything that was mended before anybody had it would hide what there is, so its entry says that.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { runCommand } from '../../tooling/src/run-command.mjs';
import { listPublishedPackages, localBin, readJson } from '../../tooling/src/workspace.mjs';

const firstEntry = ({ name, version, description }) => `# ${name}

## ${version}

The first release. ${description}.

What it does, what it promises and where it differs from others is in its README.
`;

const writeFirstEntries = (packages) => {
  for (const { folder } of packages) {
    const manifest = readJson(join(folder, 'package.json'));
    if (manifest.version !== '0.0.0')
      writeFileSync(join(folder, 'CHANGELOG.md'), firstEntry(manifest));
  }
};

const showVersions = (before) => {
  for (const { name, manifest } of listPublishedPackages()) {
    const old = before.find((one) => one.name === name).manifest.version;
    const change = old === manifest.version ? 'stays' : `${old} ->`;
    process.stdout.write(`${name} ${change} ${manifest.version}\n`);
  }
};

/** `version`: resolves with the exit code. */
export const versionPackages = async (interrupt) => {
  const before = listPublishedPackages();
  await runCommand(localBin('changeset'), ['version'], { interrupt });
  writeFirstEntries(before.filter(({ manifest }) => manifest.version === '0.0.0'));
  showVersions(before);
  return 0;
};
