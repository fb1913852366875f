// The dense array of [descriptor, events, ready] triples that posix's poll and select take. TableSelector uses it.

/** Each entry consists of three numbers: descriptor, selected events, ready events. */
export const ENTRY_SIZE = 3;

const INITIAL_ENTRIES = 64;

/** Descriptors with their selected events, as the system calls take them. */
export class InterestList {
  /** The entries; the array may be longer than `count` of them. */
  entries = new Int32Array(INITIAL_ENTRIES * ENTRY_SIZE);
  count = 0;
  readonly #indexOf = new Map<number, number>();

  /** Adds a descriptor or changes its events. */
  set(fd: number, events: number): void {
    let index = this.#indexOf.get(fd);
    if (index === undefined) {
      index = this.count++ * ENTRY_SIZE;
      this.#reserve(index + ENTRY_SIZE);
      this.#indexOf.set(fd, index);
    }
    this.entries[index] = fd;
    this.entries[index + 1] = events;
    this.entries[index + 2] = 0;
  }

  /** Removes a descriptor; the last entry takes its place. */
  delete(fd: number): void {
    const index = this.#indexOf.get(fd);
    if (index === undefined) return;
    const last = --this.count * ENTRY_SIZE;
    this.entries.copyWithin(index, last, last + ENTRY_SIZE);
    this.#indexOf.set(this.entries[index] as number, index);
    this.#indexOf.delete(fd);
  }

  #reserve(length: number): void {
    if (length <= this.entries.length) return;
    const grown = new Int32Array(2 * this.entries.length);
    grown.set(this.entries);
    this.entries = grown;
  }
}
