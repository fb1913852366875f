import { defineConfig } from 'vitest/config';

import { baseTest } from '../../vitest.base.mjs';

// The tests drive real server processes and wait for them: three files at a time, one of which may be polling a core away.
export default defineConfig({
  test: {
    ...baseTest,
    include: ['test/**/*.test.ts'],
    maxWorkers: 3,
    // A process takes one file after another: none leaves anything in it.
    isolate: false,
  },
});
