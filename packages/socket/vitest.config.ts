import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Tests block their thread in system calls and count the process's descriptors.
    pool: 'forks',
    // They wait for time and for each other more than they compute.
    maxWorkers: 3,
    testTimeout: 20_000,
  },
});
