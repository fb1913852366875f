import { defineConfig } from 'vitest/config';

// Real servers under a real load: one file at a time.
export default defineConfig({
  test: {
    include: ['test/**/*.test.mjs'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 30_000,
  },
});
