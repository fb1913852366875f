// A copy of this checkout, in which the owner's steps of docs/releasing.md are taken: the same commands, in the same order.
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CheckFailure, plainEnv, runCommand } from '@fdset/tooling/run-command';
import { root } from '@fdset/tooling/workspace';

const identity = {
  GIT_AUTHOR_NAME: 'rehearsal',
  GIT_AUTHOR_EMAIL: 'rehearsal@localhost',
  GIT_COMMITTER_NAME: 'rehearsal',
  GIT_COMMITTER_EMAIL: 'rehearsal@localhost',
};

/** Clones the commit that is checked out. Resolves with what can be done in the copy. */
export async function copyCheckout(folder, npmrc) {
  await runCommand('git', ['clone', '--quiet', '--no-hardlinks', root, folder]);
  writeFileSync(join(folder, '.npmrc'), npmrc);
  // An owner has the token in the settings of the user. Here it is in no commit and none of the owner's changes.
  appendFileSync(join(folder, '.git', 'info', 'exclude'), '.npmrc\n');
  return checkoutIn(folder);
}

/** What can be done in a copy. */
export function checkoutIn(folder) {
  // What is built already for the same sources is not built again.
  const env = { ...plainEnv(), ...identity, TURBO_CACHE_DIR: join(root, '.turbo', 'cache') };
  mkdirSync(env.TURBO_CACHE_DIR, { recursive: true });
  const run = (command, ...args) => runCommand(command, args, { cwd: folder, env });
  return {
    folder,
    run,
    /** One of the commands of a release. */
    release: (...args) => run('node', 'scripts/release.mjs', ...args),
    commit: async (message) => {
      await run('git', 'add', '--all');
      await run('git', 'commit', '--quiet', '--message', message);
    },
    changelogOf: (name) =>
      readFileSync(join(folder, name.replace('@fdset', 'packages'), 'CHANGELOG.md'), 'utf8'),
    writeChangeset: (text) =>
      writeFileSync(join(folder, '.changeset', 'of-the-rehearsal.md'), text),
  };
}

/** Resolves with the output of a command that must fail. */
export async function expectRefusal(work) {
  let output;
  try {
    await work();
  } catch (error) {
    if (!(error instanceof CheckFailure)) throw error;
    output = error.output;
  }
  if (output === undefined) throw new CheckFailure('was not refused');
  return output;
}
