// Checks of a published package before it is installed anywhere: its manifest, publint, and the types as TypeScript
// consumers resolve them.
import { listPublishedPackages, localBin, workspaceEnv } from '../../tooling/src/workspace.mjs';
import { CheckFailure } from '../../tooling/src/run-command.mjs';
import { EMPTY_REPOSITORY, thisRepository } from '../release/repository.mjs';

const installScripts = ['preinstall', 'install', 'postinstall', 'prepare'];

/** The problems of a published package's manifest; an empty list if there are none. */
export const manifestProblems = (manifest) => {
  const runtime = { ...manifest.dependencies, ...manifest.optionalDependencies };
  const foreign = Object.keys(runtime).filter((name) => !name.startsWith('@fdset/'));
  const scripts = installScripts.filter((name) => manifest.scripts?.[name] !== undefined);
  return [
    ...foreign.map((name) => `depends on ${name}, which is outside @fdset`),
    ...scripts.map((name) => `has the install script ${name}`),
    ...(manifest.gypfile === true ? ['"gypfile": true makes npm build it on install'] : []),
    ...(manifest.type === 'module' ? [] : ['is not "type": "module"']),
    ...(manifest.license === 'MIT' ? [] : ['has no MIT licence']),
    ...(manifest.publishConfig?.access === 'public' ? [] : ['is not published as public']),
  ];
};

const checkManifest = (manifest) => {
  const problems = manifestProblems(manifest);
  if (problems.length > 0) throw new CheckFailure(problems.join('\n'));
};

export const runPackageChecks = async (checks) => {
  checks.heading('packages');
  const env = workspaceEnv({ NO_COLOR: '1' });
  await checks.run('"repository" of package.json is empty or right', () => {
    if (thisRepository() === undefined) checks.note(`before a release: ${EMPTY_REPOSITORY}`);
  });
  for (const { name, folder, manifest } of listPublishedPackages()) {
    const run = (bin, ...args) => checks.command(localBin(bin), args, { cwd: folder, env });
    await checks.run(`manifest of ${name}`, () => checkManifest(manifest));
    await checks.run(`publint ${name}`, () => run('publint', '--strict'));
    await checks.run(`types of ${name} resolve`, () =>
      run('attw', '--pack', '.', '--profile', 'esm-only'),
    );
  }
};
