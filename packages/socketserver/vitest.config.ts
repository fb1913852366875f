import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Tests block their thread in system calls and count the process's descriptors.
    pool: 'forks',
    testTimeout: 20_000,
  },
});
