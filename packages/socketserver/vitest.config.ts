import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Tests block their thread in system calls and count the process's descriptors.
    pool: 'forks',
    // They wait for processes and threads more than they compute.
    maxWorkers: 2,
    testTimeout: 20_000,
  },
});
