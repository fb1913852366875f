// The property test of packages/posix with many more seeds.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const fixture = fileURLToPath(
  new URL('../../packages/posix/test/fixtures/random-arguments.mjs', import.meta.url),
);

/** Runs one seed; says what went wrong, null when nothing did. */
export async function randomArguments(seed) {
  const folder = mkdtempSync(join(tmpdir(), 'fdset-long-'));
  const journal = join(folder, 'last-call');
  const child = spawn(process.execPath, ['--expose-gc', fixture, String(seed), journal], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  const [code, signal] = await once(child, 'close');
  const lastCall = readFileSync(journal, 'utf8').trim();
  rmSync(folder, { recursive: true });
  return code === 0 ? null : `seed ${seed}: ${signal ?? code}; last call ${lastCall}; ${output}`;
}
