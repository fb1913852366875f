import { defineConfig } from 'vitest/config';

// One process per file: descriptors are counted, and one file's leak must not be another's failure. Three at a time:
// they wait for threads and processes more than they compute.
export default defineConfig({ test: { pool: 'forks', maxWorkers: 3, testTimeout: 20_000 } });
