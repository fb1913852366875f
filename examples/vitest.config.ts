import { defineConfig } from 'vitest/config';

// The tests drive real server processes: two files at a time, one of which may be polling a core away.
export default defineConfig({
  test: {
    include: ['test/**/*.test.mjs'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 10_000,
  },
});
