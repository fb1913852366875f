// The origin of a result's figures.
import { execFileSync } from 'node:child_process';
import { cpus, release } from 'node:os';

const commit = () =>
  execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();

/** The head of a result: command, date, commit, kernel, processor, Node. */
export function describeMachine(command) {
  const processors = cpus();
  return {
    command,
    date: new Date().toISOString(),
    commit: commit(),
    kernel: `${process.platform} ${release()}`,
    processor: `${processors.length} x ${processors[0]?.model.trim() ?? 'unknown'}`,
    node: process.version,
  };
}
