import { defineConfig } from 'vitest/config';
import { ContractFirst } from '../../scripts/test/contract-first.mjs';
import { baseTest } from '../../vitest.base.mjs';

export default defineConfig({
  test: {
    ...baseTest,
    include: ['test/**/*.test.ts'],
    // A file closes what it opens, and gives back what it takes of the process: one takes one after another. Starting
    // a process and its modules for each cost 0.3 s of processor time a file, measured with 60 files.
    isolate: false,
    // They wait for processes and threads more than they compute.
    maxWorkers: 3,
    sequence: { sequencer: ContractFirst },
  },
});
