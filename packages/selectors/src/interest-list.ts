// The array of [descriptor, events, ready] triples that poll(2) and select(2) take, kept dense.
// Used by TableSelector.

/** Each entry is three numbers: descriptor, events asked for, events ready. */
export const ENTRY_SIZE = 3;

const INITIAL_ENTRIES = 64;

/** Descriptors with the events asked for, in the shape of the system calls. */
export class InterestList {
  /** Room for more than `count` entries. */
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
