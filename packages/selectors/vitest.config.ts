import { defineConfig } from 'vitest/config';

const measured = 'test/fairness.test.ts';

// A process per file: descriptors are counted through /proc/self/fd, and threads would share them. The files wait more
// than they compute; but what compares rates has the machine for itself, after the others.
export default defineConfig({
  test: {
    pool: 'forks',
    testTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: [measured],
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'measured',
          include: [measured],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
