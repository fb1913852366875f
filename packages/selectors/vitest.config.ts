import { defineConfig } from 'vitest/config';

// A process per file: descriptors are counted through /proc/self/fd, and threads would share them. One
// file at a time: several measure time and processor use.
export default defineConfig({
  test: {
    pool: 'forks',
    fileParallelism: false,
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
  },
});
