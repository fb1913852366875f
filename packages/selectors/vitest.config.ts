import { defineConfig } from 'vitest/config';
import { baseTest } from '../../vitest.base.mjs';

export default defineConfig({
  test: {
    ...baseTest,
    include: ['test/**/*.test.ts'],
    // A file closes what it opens: a process takes one after another.
    isolate: false,
    // They wait more than they compute.
    maxWorkers: 3,
  },
});
