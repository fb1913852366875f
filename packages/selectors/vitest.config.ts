import { defineConfig } from 'vitest/config';
import { baseTest } from '../../vitest.base.mjs';

export default defineConfig({
  test: {
    ...baseTest,
    include: ['test/**/*.test.ts'],
    // They wait more than they compute.
    maxWorkers: 3,
  },
});
