import { defineConfig } from 'vitest/config';
import { baseTest } from '../../vitest.base.mjs';

export default defineConfig({
  test: {
    ...baseTest,
    include: ['test/**/*.test.ts'],
    // A file closes what it opens. Starting a process and its modules for each took two thirds of the
    // processor time: 26 s with it, 10 s without, measured with 42 files.
    isolate: false,
    // They wait for time and for each other more than they compute.
    maxWorkers: 3,
  },
});
