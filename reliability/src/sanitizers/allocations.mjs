// Counts what the addon allocates and frees during random calls of every function, during the chaos of ending workers, and
// during that of AsyncSockets over a ring. When a process has ended, nothing may be left.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { program as asyncChaos } from '../async-chaos.mjs';
import { runSeed } from '../random-arguments.mjs';
import { buildAddon } from './native-build.mjs';

const chaos = fileURLToPath(new URL('../chaos/main.mjs', import.meta.url));
const counter = fileURLToPath(new URL('count-allocations.c', import.meta.url));
const wrapped = ['malloc', 'calloc', 'realloc', 'free', 'getaddrinfo', 'freeaddrinfo'];
const wrappers = [...wrapped, 'if_nameindex', 'if_freenameindex'].map(
  (name) => `-Wl,--wrap=${name}`,
);
const FIRST_SEED = 5000;
const SEEDS = 20;
const QUICK_SEEDS = 2;
const CHAOS_OPERATIONS = 20_000;
const ASYNC_OPERATIONS = 2000;

/** Reads the counts `{ live, made }` that the counting build has written. */
function readCounts(path) {
  const data = readFileSync(path);
  return { live: Number(data.readBigInt64LE(0)), made: Number(data.readBigInt64LE(8)) };
}

/** Runs something with the counting build. Resolves with its failure (or null) and the counts. */
async function count(addon, run) {
  const folder = mkdtempSync(join(tmpdir(), 'fdset-count-'));
  const path = join(folder, 'counts');
  writeFileSync(path, Buffer.alloc(16));
  const failure = await run({ FDSET_POSIX_ADDON: addon, FDSET_ALLOCATION_COUNT: path });
  const counts = readCounts(path);
  rmSync(folder, { recursive: true });
  return { failure, ...counts };
}

async function runProgram(what, path, args, env) {
  const child = spawn(process.execPath, ['--expose-gc', path, ...args.map(String)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  });
  const [code, signal] = await once(child, 'close');
  return code === 0 ? null : `${what} with ${args.join(', ')}: ${signal ?? code}`;
}

/** Runs workers that end at any moment, as in the check `chaos`. */
const runChaos = (seed, env) => runProgram('chaos', chaos, [seed, CHAOS_OPERATIONS], env);

/** Runs AsyncSockets over the ring, whose operations have memory of their own. */
const runAsyncChaos = (seed, env) =>
  runProgram('chaos of AsyncSockets', asyncChaos, [seed, ASYNC_OPERATIONS, 'uring'], env);

const problemsOf = (what, { failure, live }) => [
  ...(failure === null ? [] : [failure]),
  ...(live === 0 ? [] : [`${what}: ${live} allocations were not freed`]),
];

/** Resolves with `{ seeds, chaosOperations, asyncOperations, made, failures }`. */
export async function countAllocations({ quick }) {
  const addon = buildAddon('counting', ['-O1', '-g', ...wrappers], [counter]);
  const seeds = Array.from({ length: quick ? QUICK_SEEDS : SEEDS }, (_, i) => FIRST_SEED + i);
  const failures = [];
  let made = 0;
  for (const seed of seeds) {
    const calls = await count(addon, (env) => runSeed(seed, env));
    const ends = await count(addon, (env) => runChaos(seed, env));
    const rings = await count(addon, (env) => runAsyncChaos(seed, env));
    made += calls.made + ends.made + rings.made;
    failures.push(...problemsOf(`AsyncSockets, seed ${seed}`, rings));
    failures.push(...problemsOf(`random arguments, seed ${seed}`, calls));
    failures.push(...problemsOf(`chaos, seed ${seed}`, ends));
  }
  if (made === 0) failures.push('nothing was counted');
  return {
    seeds: seeds.length,
    chaosOperations: CHAOS_OPERATIONS * seeds.length,
    asyncOperations: ASYNC_OPERATIONS * seeds.length,
    made,
    failures,
  };
}
