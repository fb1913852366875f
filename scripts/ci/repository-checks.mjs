// The checks of the sources in the repository. Each is a script of the root package.json, which contributors run by the
// same name.
import { localBin, workspaceEnv } from '../../tooling/src/workspace.mjs';

const scripts = [
  ['lint', 'lint'],
  ['format', 'format:check'],
  ['types', 'typecheck'],
  ['direction of imports', 'check:deps'],
  ['workspace manifests', 'check:manifests'],
  ['generated documents', 'check:docs'],
  ['unused files, exports and dependencies', 'check:unused'],
  ['documentation site and its links', 'docs'],
];

export const runRepositoryChecks = async (checks) => {
  checks.heading('repository');
  for (const [name, script] of scripts) {
    const env = workspaceEnv({ NO_COLOR: '1' });
    await checks.run(name, () => checks.command(localBin('pnpm'), ['run', script], { env }));
  }
};
