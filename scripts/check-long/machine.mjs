// What a report must say about where its figures come from.
import { execFileSync } from 'node:child_process';
import { cpus, release } from 'node:os';

/** The head of a report: command, date, kernel, processor, Node, commit. */
export function describeMachine(command) {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const processors = cpus();
  return [
    `- command: \`${command}\``,
    `- date: ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, at commit ${commit}`,
    `- kernel: ${process.platform} ${release()}`,
    `- processor: ${processors.length} x ${processors[0]?.model.trim() ?? 'unknown'}`,
    `- Node: ${process.version}`,
  ].join('\n');
}
