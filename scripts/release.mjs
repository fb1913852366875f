// node scripts/release.mjs check|version|pack|publish: the steps of a release; see docs/releasing.md and --help.
import './setup/node-version.mjs';

void import('./release/command-line.mjs').then(({ runRelease }) =>
  runRelease(process.argv.slice(2)),
);
