import { defineConfig } from 'vitest/config';
import { baseTest } from '../../vitest.base.mjs';

export default defineConfig({
  test: {
    ...baseTest,
    include: ['test/**/*.test.ts'],
    // A process takes one file after another: none leaves anything in it.
    isolate: false,
    maxWorkers: 2,
  },
});
