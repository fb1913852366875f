// What the tests of every package have in common.
import { fileURLToPath } from 'node:url';

/**
 * A guard against tests that hang, and the only limit of time that a test has: far beyond what the slowest machine
 * needs, so that none fails because it is slow.
 */
export const HANG_MS = 600_000;

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
