// The command line of a release.
import { runEntry } from '../../tooling/src/entry.mjs';
import { readArguments } from '../../tooling/src/read-arguments.mjs';
import { CheckFailure } from '../../tooling/src/run-command.mjs';
import { SetUpError } from '../../tooling/src/set-up-error.mjs';
import { setUp } from '../setup/set-up.mjs';
import { packRelease } from './pack-release.mjs';
import { NPM_REGISTRY, publishRelease } from './publish-release.mjs';
import { addonObstacles, releaseObstacles } from './obstacles.mjs';
import { outFolder } from './out-folder.mjs';
import { versionPackages } from './version-packages.mjs';

const help = `Usage: node scripts/release.mjs COMMAND [options]

  check     says what a release from this checkout would be refused for
  version   turns the changesets into versions and CHANGELOGs
  pack      makes the tarballs, checks them, and prints their sizes
  publish   makes and checks the tarballs, publishes those that the registry does not have, and tags them

Options:
  --out FOLDER           pack: where the tarballs go, in place of those of an earlier pack (default: .release)
  --update               pack: writes the list of files that the tarballs are checked against
  --registry URL         publish: default ${NPM_REGISTRY}
  --without-provenance   publish: from a machine that is no CI; npm's page will not say where the package was built
  --local-prebuilds      publish: with the addon of this machine only; for a registry on this machine
  --help                 this text
`;

const options = {
  out: { type: 'string', default: '.release' },
  update: { type: 'boolean', default: false },
  registry: { type: 'string', default: NPM_REGISTRY },
  'without-provenance': { type: 'boolean', default: false },
  'local-prebuilds': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

const print = (text) => process.stdout.write(text);

// Missing addons are told of and do not fail the check: the workflow asks first, and gathers them only if there is
// something to publish.
const check = () => {
  const obstacles = releaseObstacles();
  const later = addonObstacles();
  for (const obstacle of [...obstacles, ...later]) print(`- ${obstacle}\n`);
  const made =
    later.length === 0 ? 'A release would be made' : 'With all addons a release would be made';
  print(obstacles.length === 0 ? `${made}.\n` : 'A release would be refused.\n');
  return obstacles.length === 0 ? 0 : 1;
};

const commands = {
  check,
  version: async ({ signal }) => {
    await setUp(signal);
    return versionPackages(signal);
  },
  pack: async ({ signal }, values) => {
    const target = outFolder(values.out);
    await setUp(signal);
    return packRelease(target, values, signal);
  },
  publish: ({ signal }, values) => publishRelease(values, signal),
};

/** Runs a command. What failed in it, and what that said, is for the reader; where it was thrown is not. */
const runNamed = async (name, interrupt, values) => {
  try {
    return await commands[name](interrupt, values);
  } catch (error) {
    if (!(error instanceof CheckFailure)) throw error;
    throw new SetUpError(`${error.message}\n${error.output}`.trimEnd());
  }
};

export const runRelease = (args) =>
  runEntry(async (interrupt) => {
    const { values, positionals } = readArguments(args, options, help);
    const [name, ...rest] = positionals;
    if (values.help) {
      print(help);
      return 0;
    }
    if (rest.length > 0 || !Object.hasOwn(commands, name ?? ''))
      throw new SetUpError(
        `${name === undefined ? 'Which command?' : `There is no command ${positionals.join(' ')}.`}\n\n${help}`,
      );
    return runNamed(name, interrupt, values);
  });
