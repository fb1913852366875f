// Random numbers that a seed repeats (mulberry32).
export class Random {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** A number from 0 up to, not including, 1. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
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
