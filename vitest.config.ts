// All packages in one run, for `npm test`: the packages' own configurations are for a package alone.
import { defineConfig } from 'vitest/config';
import { ContractFirst } from './scripts/test/contract-first.mjs';
import { baseTest } from './vitest.base.mjs';

export default defineConfig({
  test: {
    ...baseTest,
    include: [
      '{packages,apps}/*/test/**/*.test.ts',
      '{benchmarks,docs,examples,tooling}/test/**/*.test.mjs',
    ],
    // A process takes one file after another, of whatever package: the start of a process and of a vitest for each
    // package took a tenth of the processor time.
    isolate: false,
    // They wait more than they compute.
    maxWorkers: 7,
    sequence: { sequencer: ContractFirst },
  },
});
