// Runs `npm test` as a user does, shows its output at once, and reads the closing line.
import { spawn } from 'node:child_process';

import { root } from '../../tooling/src/workspace.mjs';
import { skippedLinesIn } from '../test/skipped.mjs';

const closingLine = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm;

const countsIn = (output, exitCode) => {
  const last = [...output.matchAll(closingLine)].at(-1);
  const skippedLines = skippedLinesIn(output);
  if (last === undefined) return { passed: 0, failed: 1, skippedLines };
  const [passed, failed] = last.slice(1, 3).map(Number);
  return { passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed, skippedLines };
};

/**
 * Resolves with `{ passed, failed, skippedLines, ms }`. A run without a closing line counts as one failure.
 * npm itself ends its children when the terminal or an abort of `signal` interrupts it.
 */
export const runTests = (signal) =>
  new Promise((resolve, reject) => {
    const child = spawn('npm', ['test'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    const startedAt = Date.now();
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
      process.stdout.write(text);
    });
    const interrupt = () => child.kill('SIGINT');
    signal.addEventListener('abort', interrupt, { once: true });
    child.once('error', reject);
    child.once('close', (code) => {
      signal.removeEventListener('abort', interrupt);
      if (signal.aborted) reject(signal.reason);
      else resolve({ ...countsIn(output, code), ms: Date.now() - startedAt });
    });
  });
