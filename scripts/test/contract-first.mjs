// The order of test files.
import { BaseSequencer } from 'vitest/node';

const callsContract = ({ moduleId }) => moduleId.endsWith('-servers.test.ts');

/**
 * Vitest begins with the largest files. Those that call the server contract are the smallest and take the longest: at
 * the end, one of them would run alone.
 */
export class ContractFirst extends BaseSequencer {
  async sort(files) {
    const sorted = await super.sort(files);
    return [...sorted.filter(callsContract), ...sorted.filter((file) => !callsContract(file))];
  }
}
