// The submissions of a ring until they are passed to the kernel: rows of numbers, the bytes of sends, and the ids.
import { checkWhole } from './arguments.js';
import { rangeError } from './misuse.js';

const ROW = 8;
const MAX_IDS = 1 << 20;
const MAX_INT = 2 ** 31 - 1;
const STAGING_BYTES = 1 << 18;

/** Queues submissions. The rows are those of native/ring-submissions.c. */
export class RingQueue {
  rows = new Int32Array(256 * ROW);
  length = 0;
  /** The bytes of small sends, one after the other, in memory that nobody else can take away. */
  readonly staging = Buffer.allocUnsafeSlow(STAGING_BYTES);
  /** Copies of the bytes that have no room there. */
  others: Uint8Array[] = [];
  #staged = 0;
  /** By id; 0 means that it was never used. */
  readonly #generations: number[] = [];
  readonly #isUsed: boolean[] = [];
  readonly #free: number[] = [];
  readonly #finished: number[] = [];

  add(kind: number, fd: number, length: number, flags: number): number {
    checkWhole(fd, 'the descriptor', MAX_INT);
    checkWhole(length, 'the number of bytes', MAX_INT);
    checkWhole(flags, 'the flags', MAX_INT);
    const id = this.#takeId();
    this.#write(kind, fd, id, length, flags, 0, 0);
    return id;
  }

  addSend(kind: number, fd: number, bytes: Uint8Array, flags: number): number {
    checkWhole(fd, 'the descriptor', MAX_INT);
    checkWhole(flags, 'the flags', MAX_INT);
    const id = this.#takeId();
    const { length } = bytes;
    if (length > STAGING_BYTES - this.#staged) {
      this.others.push(new Uint8Array(bytes));
      this.#write(kind, fd, id, length, flags, this.others.length, 0);
      return id;
    }
    this.staging.set(bytes, this.#staged);
    this.#write(kind, fd, id, length, flags, 0, this.#staged);
    this.#staged += length;
    return id;
  }

  /** Where the next bytes go in the staging memory. */
  get staged(): number {
    return this.#staged;
  }

  /** A send of bytes that were written to the staging memory, from `staged` on. */
  addStaged(kind: number, fd: number, length: number): number {
    checkWhole(fd, 'the descriptor', MAX_INT);
    checkWhole(length, 'the number of bytes', STAGING_BYTES - this.#staged);
    const id = this.#takeId();
    this.#write(kind, fd, id, length, 0, 0, this.#staged);
    this.#staged += length;
    return id;
  }

  addCancel(kind: number, id: number): void {
    if (this.#isUsed[id] === true) this.#write(kind, 0, id, 0, 0, 0, 0);
  }

  generationOf(id: number): number {
    return this.#generations[id] ?? 0;
  }

  /** The kernel has taken the first rows. */
  taken(count: number): void {
    this.rows.copyWithin(0, count * ROW, this.length * ROW);
    this.length -= count;
    if (this.length > 0) return;
    this.#staged = 0;
    if (this.others.length > 0) this.others = [];
  }

  finished(id: number): void {
    this.#finished.push(id);
  }

  /** Frees the ids of the operations that have completed in the turn before. */
  reuseIds(): void {
    for (const id of this.#finished) {
      this.#isUsed[id] = false;
      this.#free.push(id);
    }
    this.#finished.length = 0;
  }

  #takeId(): number {
    const id = this.#free.pop() ?? this.#generations.length;
    if (id >= MAX_IDS) throw rangeError(`a ring has at most ${MAX_IDS} operations at once`);
    this.#generations[id] = ((this.#generations[id] ?? 0) + 1) | 0;
    this.#isUsed[id] = true;
    return id;
  }

  #write(
    kind: number,
    fd: number,
    id: number,
    length: number,
    flags: number,
    source: number,
    offset: number,
  ): void {
    const at = this.length * ROW;
    if (at === this.rows.length) this.#grow();
    const { rows } = this;
    rows[at] = kind;
    rows[at + 1] = fd;
    rows[at + 2] = id;
    rows[at + 3] = this.#generations[id] as number;
    rows[at + 4] = length;
    rows[at + 5] = flags;
    rows[at + 6] = source;
    rows[at + 7] = offset;
    this.length++;
  }

  #grow(): void {
    const grown = new Int32Array(this.rows.length * 2);
    grown.set(this.rows);
    this.rows = grown;
  }
}
