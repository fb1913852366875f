import { defineConfig } from 'vitest/config';

import { baseTest } from '../vitest.base.mjs';

// Real servers under a real load: one file at a time.
export default defineConfig({
  test: {
    ...baseTest,
    include: ['test/**/*.test.mjs'],
    fileParallelism: false,
  },
});
