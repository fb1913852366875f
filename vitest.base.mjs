// What the tests of every package have in common.
import { fileURLToPath } from 'node:url';

import { HANG_MS } from './tooling/src/hang-limit.mjs';

export { HANG_MS };

const script = (name) => fileURLToPath(new URL(`scripts/test/${name}.mjs`, import.meta.url));

/** For `test` of a package's vitest.config.ts. */
export const baseTest = {
  globalSetup: [script('no-certificates'), script('find-python')],
  setupFiles: [script('plain-stat')],
  // A process per file: tests block their thread in system calls, and count the process's descriptors.
  pool: 'forks',
  testTimeout: HANG_MS,
  hookTimeout: HANG_MS,
  teardownTimeout: HANG_MS,
};
