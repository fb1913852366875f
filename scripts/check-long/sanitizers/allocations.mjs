// Counts what the addon allocates and frees, through random calls of every function and through the
// chaos of ending workers: when a process has ended, nothing may be left.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runSeed } from '../random-arguments.mjs';
import { buildAddon } from './native-build.mjs';

const counter = fileURLToPath(new URL('count-allocations.c', import.meta.url));
const wrapped = ['malloc', 'calloc', 'realloc', 'free', 'getaddrinfo', 'freeaddrinfo'];
const wrappers = [...wrapped, 'if_nameindex', 'if_freenameindex'].map(
  (name) => `-Wl,--wrap=${name}`,
);
const FIRST_SEED = 5000;
const SEEDS = 20;
const QUICK_SEEDS = 2;

/** `{ live, made }` as the counting build left it. */
function readCounts(path) {
  const data = readFileSync(path);
  return { live: Number(data.readBigInt64LE(0)), made: Number(data.readBigInt64LE(8)) };
}

async function countSeed(addon, seed) {
  const folder = mkdtempSync(join(tmpdir(), 'fdset-count-'));
  const path = join(folder, 'counts');
  writeFileSync(path, Buffer.alloc(16));
  const env = { FDSET_POSIX_ADDON: addon, FDSET_ALLOCATION_COUNT: path };
  const failure = await runSeed(seed, env);
  const counts = readCounts(path);
  rmSync(folder, { recursive: true });
  return { failure, ...counts };
}

/** Resolves with `{ seeds, made, failures }`. */
export async function countAllocations({ quick }) {
  const addon = buildAddon('counting', ['-O1', '-g', ...wrappers], [counter]);
  const failures = [];
  let made = 0;
  const seeds = quick ? QUICK_SEEDS : SEEDS;
  for (let seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed++) {
    const counts = await countSeed(addon, seed);
    made += counts.made;
    if (counts.failure !== null) failures.push(counts.failure);
    if (counts.live !== 0) failures.push(`seed ${seed}: ${counts.live} allocations were not freed`);
  }
  if (made === 0) failures.push('nothing was counted');
  return { seeds, made, failures };
}
