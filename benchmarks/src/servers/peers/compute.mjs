// The computation of the CPU-bound handlers; servers.py has the same one.

/**
 * A number that takes `rounds` steps to find: xorshift, 32 bits. Nothing but bits: a multiplication or an addition that
 * can leave 32 bits is compiled anew by V8 of Node 24 after some 600 calls, to code that takes five times as long.
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
