// Publishes what the registry does not have yet, those first that others need, and tags it. A run that was interrupted is
// simply repeated.
import { CheckFailure, runCommand } from '../../tooling/src/run-command.mjs';
import { SetUpError } from '../../tooling/src/set-up-error.mjs';
import { listPublishedPackages, localBin, root } from '../../tooling/src/workspace.mjs';
import { setUp } from '../setup/set-up.mjs';
import { addonObstacles, releaseObstacles } from './obstacles.mjs';
import { withTarballs } from './pack-release.mjs';

export const NPM_REGISTRY = 'https://registry.npmjs.org/';

const print = (line) => process.stdout.write(`${line}\n`);

/** Refuses what is no URL: npm would take its default registry in place of it, and say nothing. */
const refuseRegistry = (registry) => {
  if (URL.canParse(registry) && /^https?:$/.test(new URL(registry).protocol)) return;
  throw new SetUpError(
    `--registry is ${JSON.stringify(registry)}, and has to be an http or https URL such as ${NPM_REGISTRY}`,
  );
};

const isOnThisMachine = (registry) =>
  ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(registry).hostname);

const refuse = (options) => {
  const isLocal = options['local-prebuilds'];
  const obstacles = [...releaseObstacles(), ...(isLocal ? [] : addonObstacles())];
  if (isLocal && !isOnThisMachine(options.registry))
    obstacles.push('--local-prebuilds is for a registry on this machine: others need all addons');
  if (obstacles.length > 0)
    throw new SetUpError(['Nothing was published:', ...obstacles].join('\n- '));
};

/** Whether the registry has that version. */
const isPublished = async ({ name, version }, registry, { interrupt, flags = [] }) => {
  try {
    const args = ['view', `${name}@${version}`, 'version', '--registry', registry, ...flags];
    return (await runCommand('npm', args, { interrupt })).trim() === version;
  } catch (error) {
    if (error instanceof CheckFailure && error.output.includes('E404')) return false;
    throw error;
  }
};

// npm asks a registry that is down three times, over more than two minutes. The first question is asked once, while there
// is nothing to lose yet.
const FIRST_QUESTION = ['--fetch-retries', '0', '--fetch-timeout', '30000'];

/** The names of the packages whose version the registry does not have. */
const missingNames = async (registry, interrupt) => {
  const missing = [];
  for (const [index, { name, manifest }] of listPublishedPackages().entries()) {
    const { version } = manifest;
    const flags = index === 0 ? FIRST_QUESTION : [];
    if (await isPublished({ name, version }, registry, { interrupt, flags }))
      print(`${name}@${version} is there already`);
    else missing.push(name);
  }
  return missing;
};

// npm itself says what it lacks: a login, a second factor, a CI that vouches for the build.
const publish = async ({ name, version, tarball }, { registry, provenance }, interrupt) => {
  const args = ['publish', tarball, '--access', 'public', '--registry', registry];
  if (provenance) args.push('--provenance');
  await runCommand('npm', args, { interrupt, env: process.env });
  print(`${name}@${version} is published`);
};

// changesets/action reads the tags from this output, pushes them and makes a release on GitHub of each.
const tagAll = async (interrupt) => {
  print((await runCommand(localBin('changeset'), ['tag'], { interrupt, cwd: root })).trim());
};

const publishMissing = async (missing, options, signal) => {
  // The addons of all platforms are in prebuilds/ then, and posix's prepack refuses if one is missing.
  const env = options['local-prebuilds'] ? {} : { FDSET_PREBUILDS: 'collected' };
  const { registry } = options;
  const provenance = !options['without-provenance'] && !isOnThisMachine(registry);
  await withTarballs({ signal, env }, async (tarballs) => {
    for (const one of tarballs.filter(({ name }) => missing.includes(name)))
      await publish(one, { registry, provenance }, signal);
  });
};

/** `publish`: resolves with the exit code. */
export const publishRelease = async (options, signal) => {
  refuseRegistry(options.registry);
  refuse(options);
  const missing = await missingNames(options.registry, signal);
  await setUp(signal);
  if (missing.length > 0) await publishMissing(missing, options, signal);
  await tagAll(signal);
  return 0;
};
