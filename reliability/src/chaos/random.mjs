// What chaos draws from random numbers that its seed repeats.
import { seededRandom } from '@fdset/tooling/seeded-random';

export class Random {
  /** A number from 0 up to, not including, 1. */
  next;

  constructor(seed) {
    this.next = seededRandom(seed);
  }

  /** A whole number below `limit`. */
  below(limit) {
    return Math.floor(this.next() * limit);
  }

  /** One of a list's elements; undefined of an empty one. */
  of(list) {
    return list[this.below(list.length)];
  }
}

/** A seed for the n-th of something, from the seed of all. */
export const derive = (seed, n) => Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(n + 1, 0x85ebca6b);
