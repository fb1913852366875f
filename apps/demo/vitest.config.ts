import { defineConfig } from 'vitest/config';

// The tests drive real server processes and wait for them: three files at a time, one of which may be polling a core away.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 10_000,
  },
});
