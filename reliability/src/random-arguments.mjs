// Runs the property test of packages/posix with many more seeds.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { packageFile } from './package-file.mjs';

const fixture = packageFile('posix', 'test/fixtures/random-arguments.mjs');
const FIRST_SEED = 1000;
const SEEDS = 30;
const QUICK_SEEDS = 3;
const CALLS_PER_SEED = 1500;

/** Runs one seed. Resolves with null, or with a description of the failure. */
export async function runSeed(seed, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'fdset-long-'));
  const journal = join(folder, 'last-call');
  const child = spawn(process.execPath, ['--expose-gc', fixture, String(seed), journal], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  const [code, signal] = await once(child, 'close');
  const lastCall = readFileSync(journal, 'utf8').trim();
  rmSync(folder, { recursive: true });
  return code === 0 ? null : `seed ${seed}: ${signal ?? code}; last call ${lastCall}; ${output}`;
}

/** Calls every exported function of @fdset/posix with random arguments. */
export async function randomArguments({ quick, log }) {
  const seeds = Array.from({ length: quick ? QUICK_SEEDS : SEEDS }, (_, i) => FIRST_SEED + i);
  const failures = [];
  for (const seed of seeds) {
    const failure = await runSeed(seed);
    if (failure !== null) failures.push(failure);
  }
  log(`${seeds.length} seeds, ${failures.length} failed`);
  return {
    passed: failures.length === 0,
    seeds: seeds.length,
    callsPerSeed: CALLS_PER_SEED,
    failures,
  };
}
