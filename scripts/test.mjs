// npm test: sets the checkout up, runs every package's tests and closes with `N passed, N failed`.
import './setup/node-version.mjs';

void import('./run-tests/test-workspace.mjs').then(({ testWorkspace }) => testWorkspace());
