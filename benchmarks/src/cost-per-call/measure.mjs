// Measures the processor time of one call: node measure.mjs CHECKOUT CASE MS. Prints the nanoseconds of the best of many
// slices, because a disturbance on a shared machine can only make a slice longer.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { calls } from './calls.mjs';

const SLICE_NS = 5e6;

const [checkout, id, milliseconds] = process.argv.slice(2);

const load = async (name) =>
  import(pathToFileURL(resolve(checkout, 'packages', name, 'dist/index.js')).href);

const posix = await load('posix');
const packages = { posix, ...(await load('selectors')), ...(await load('socket')) };
const { make, calls: callsAtOnce = 1 } = calls[id];
const call = make(packages);

const now = () => Number(posix.clockGettimeNs(posix.CLOCK_THREAD_CPUTIME_ID));

const repeat = (times) => {
  const from = now();
  for (let i = 0; i < times; i++) call();
  return (now() - from) / times;
};

const timesPerSlice = Math.ceil(SLICE_NS / repeat(2_000));

const best = (ms) => {
  const until = now() + ms * 1e6;
  let least = Infinity;
  while (now() < until) least = Math.min(least, repeat(timesPerSlice));
  return least;
};

best(milliseconds / 2);
console.log((best(Number(milliseconds)) / callsAtOnce).toFixed(2));
process.exit(0);
