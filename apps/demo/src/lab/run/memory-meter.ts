// The memory of many processes. The kernel walks all pages of a process to tell its share (some ms for each), so that of many only a few
// are asked at a time, and the others count as they were.
import { proportionalBytes, residentBytes } from '../../walkthrough/memory.js';

const AT_ONCE = 4;

export class MemoryMeter {
  /** In the order in which they are asked. */
  readonly #known = new Map<number, number | null>();

  /** Asks some of the processes. */
  look(pids: readonly number[]): void {
    const alive = new Set(pids);
    for (const pid of this.#known.keys()) if (!alive.has(pid)) this.#known.delete(pid);
    const news = pids.filter((pid) => !this.#known.has(pid));
    for (const pid of [...news, ...this.#known.keys()].slice(0, AT_ONCE)) {
      this.#known.delete(pid);
      this.#known.set(pid, proportionalBytes(pid) ?? residentBytes(pid));
    }
  }

  /** Null where the kernel does not tell. */
  get bytes(): number | null {
    const known = [...this.#known.values()].filter((bytes) => bytes !== null);
    return known.length === 0 ? null : known.reduce((sum, bytes) => sum + bytes, 0);
  }
}
