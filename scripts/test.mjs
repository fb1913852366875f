// npm test: sets the checkout up, runs every package's tests and ends with the line `N passed, N failed`.
import './setup/node-version.mjs';

void import('./run-tests/test-workspace.mjs').then(({ testWorkspace }) =>
  testWorkspace(process.argv.slice(2)),
);
