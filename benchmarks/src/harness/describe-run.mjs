// The things besides the code on which a result depends: the beginning of every result file.
import { execFileSync } from 'node:child_process';

import { describeMachine } from '../kit/machine.mjs';

const commit = () => {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
};

export const describeRun = (question, args) => ({
  question,
  command: ['pnpm bench', question, ...args].join(' '),
  date: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
  commit: commit(),
  machine: describeMachine(),
});
