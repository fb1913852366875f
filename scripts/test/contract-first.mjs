// The order in which vitest runs the test files.
import { BaseSequencer } from 'vitest/node';

const callsContract = ({ moduleId }) => moduleId.endsWith('-servers.test.ts');

/**
 * Puts the files that call the server contract first. Vitest begins with the largest files, but these are the smallest
 * and take the longest, so one of them would run alone at the end.
 */
export class ContractFirst extends BaseSequencer {
  async sort(files) {
    const sorted = await super.sort(files);
    return [...sorted.filter(callsContract), ...sorted.filter((file) => !callsContract(file))];
  }
}
