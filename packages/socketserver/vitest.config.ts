import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';
import { baseTest } from '../../vitest.base.mjs';

// Vitest begins with the largest files. Those that call the server contract are the smallest and take the longest: at
// the end, one of them would run alone.
class ContractFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const callsContract = ({ moduleId }: TestSpecification): boolean =>
      moduleId.endsWith('-servers.test.ts');
    return [...sorted.filter(callsContract), ...sorted.filter((file) => !callsContract(file))];
  }
}

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
