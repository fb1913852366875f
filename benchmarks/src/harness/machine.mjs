// The things besides the code on which a figure depends: processor, kernel, date.
import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, release } from 'node:os';

const commit = () => {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
};

export const describeMachine = () => ({
  cpu: cpus()[0]?.model.trim() || 'unknown',
  cores: availableParallelism(),
  kernel: `Linux ${release().split('-')[0]}`,
});

/** The beginning of every result file. */
export const describeRun = (question, args) => ({
  question,
  command: ['pnpm bench', question, ...args].join(' '),
  date: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
  commit: commit(),
  machine: describeMachine(),
});
