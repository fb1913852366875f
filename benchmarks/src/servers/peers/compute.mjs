// The computation of the CPU-bound handlers; servers.py has the same one.

/**
 * A number that takes `rounds` steps to find: a linear congruential generator, modulo 2^32. With `& 0x7fffffff` instead
 * of `| 0` V8 of Node 24 compiles it anew after some 600 calls, to code that takes five times as long.
 */
export const compute = (rounds) => {
  let value = 1;
  for (let round = 0; round < rounds; round++)
    value = (Math.imul(value, 1_103_515_245) + 12_345) | 0;
  return value;
};
