// The random choices of chaos, which a seed repeats.
import { seededRandom } from '@fdset/tooling/seeded-random';

export class Random {
  /** Returns a number from 0 up to, but not including, 1. */
  next;

  constructor(seed) {
    this.next = seededRandom(seed);
  }

  /** A whole number below `limit`. */
  below(limit) {
    return Math.floor(this.next() * limit);
  }

  /** An element of a list; undefined if the list is empty. */
  of(list) {
    return list[this.below(list.length)];
  }
}

/** The seed of the n-th part, derived from the seed of the whole. */
export const derive = (seed, n) => Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(n + 1, 0x85ebca6b);
