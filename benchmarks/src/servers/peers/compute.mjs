// The computation of the CPU-bound handlers; servers.py has the same one.

/** A number that takes `rounds` steps to find: a linear congruential generator, modulo 2^31. */
export const compute = (rounds) => {
  let value = 1;
  for (let round = 0; round < rounds; round++)
    value = (Math.imul(value, 1_103_515_245) + 12_345) & 0x7fffffff;
  return value;
};
