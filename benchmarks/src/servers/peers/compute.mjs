// The computation of the CPU-bound handlers. servers.py has the same one.

/**
 * Computes a number in `rounds` steps of a 32-bit xorshift. It uses only bit operations, because V8 of Node 24 recompiles a
 * multiplication or an addition that can leave 32 bits after some 600 calls, to code that takes five times as long.
 */
export const compute = (rounds) => {
  let value = 1;
  for (let round = 0; round < rounds; round++) {
    value ^= value << 13;
    value ^= value >>> 17;
    value ^= value << 5;
  }
  return value;
};
