// Numbers that look random and follow from a seed (mulberry32), so that a run can be had again. The
// benchmarks and the long checks use it; their seeds are in their results.

/** A function that gives the next number from 0 up to, not including, 1. */
export const seededRandom = (seed) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};
