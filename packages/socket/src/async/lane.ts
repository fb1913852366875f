// The operations of one direction of a socket, which are served one after the other.

/** An operation as its lane and its port see it. */
export interface Served {
  /** The name of the verb. */
  readonly call: string;
  readonly isEnded: boolean;
  /** How many bytes a send has not given to the kernel yet. */
  readonly left?: number | undefined;
  /** Begins to be served: tries, and lets the port wait if it must. */
  begin(): void;
  /** Tries again, because the descriptor polled as ready with these POLL* events. */
  ready(events: number): void;
  /** Ends with an error, and leaves its lane. */
  fail(error: unknown): void;
  /** Ends because its time, or its caller, has given it up. */
  giveUp(error: unknown): void;
  /** Ends together with its socket. */
  abandon(error: unknown): void;
}

const EMPTY = Buffer.alloc(0);
// Shared by all lanes, and never changed.
const NONE: Served[] = [];
const NOTHING: Buffer[] = [];

/** Operations in the order in which they were asked for. The first one is being served. */
export class Lane {
  // Nearly always there is one operation or none, and an array would allocate for each; two arrays that are empty would take
  // as much memory as the lane.
  #first: Served | undefined;
  #rest: (Served | undefined)[] = NONE;
  /** Where in the rest the next one is: taking from the front of an array moves all others. */
  #next = 0;
  #isServing = false;
  /** Bytes that were received for an operation that was given up; the next reads take them first. */
  #kept: Buffer[] = NOTHING;

  /** How many operations have ended while they were served. */
  ended = 0;

  /** The operation that is being served. */
  get first(): Served | undefined {
    return this.#first;
  }

  /** The operation at a position in the queue. */
  at(index: number): Served | undefined {
    return index === 0 ? this.#first : this.#rest[this.#next + index - 1];
  }

  /** Serves an operation now, if no other one is being served, else after those before it. */
  add(operation: Served): void {
    if (this.#first !== undefined) {
      if (this.#rest === NONE) this.#rest = [];
      return void this.#rest.push(operation);
    }
    this.#first = operation;
    this.#serve();
  }

  /** Removes an operation that has ended, and serves the next one if it was the first. */
  remove(operation: Served): void {
    if (operation !== this.#first) {
      this.#rest = this.#rest.slice(this.#next).filter((one) => one !== operation);
      this.#next = 0;
      return;
    }
    this.ended++;
    this.#first = this.#takeNext();
    this.#serve();
  }

  #takeNext(): Served | undefined {
    if (this.#next === this.#rest.length) return undefined;
    const next = this.#rest[this.#next];
    this.#rest[this.#next++] = undefined;
    if (this.#next === this.#rest.length) {
      this.#rest = NONE;
      this.#next = 0;
    }
    return next;
  }

  // An operation that ends while it begins makes the next one the first. A loop takes it up: thousands of operations that
  // end at once would not fit on the stack.
  #serve(): void {
    if (this.#isServing) return;
    this.#isServing = true;
    try {
      for (let begun: Served | undefined; this.#first !== begun;) {
        begun = this.#first;
        begun?.begin();
      }
    } finally {
      this.#isServing = false;
    }
  }

  /** Serves no further operation until `fail`, whatever ends until then. */
  stop(): void {
    this.#isServing = true;
  }

  /** Ends all operations with an error. */
  fail(error: unknown): void {
    const operations = [this.#first, ...this.#rest.slice(this.#next)];
    this.#isServing = false;
    this.#first = undefined;
    this.#rest = NONE;
    this.#next = 0;
    for (const operation of operations) operation?.abandon(error);
  }

  /** Keeps a copy of bytes for the next reads. */
  keep(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#kept = [...this.#kept, Buffer.from(bytes)];
  }

  /** Puts bytes back in front of all that are kept, because they came before those. */
  putBack(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#kept = [Buffer.from(bytes), ...this.#kept];
  }

  get hasKept(): boolean {
    return this.#kept.length > 0;
  }

  /** Takes at most `most` of the kept bytes. */
  takeKept(most: number): Buffer {
    const bytes = this.peekKept(most);
    let taken = bytes.length;
    for (let first = this.#kept[0]; taken > 0 && first !== undefined; first = this.#kept[0]) {
      if (first.length > taken) this.#kept[0] = first.subarray(taken);
      else this.#kept.shift();
      taken -= Math.min(first.length, taken);
    }
    return bytes;
  }

  /** At most `most` of the kept bytes, which stay. */
  peekKept(most: number): Buffer {
    const [first = EMPTY] = this.#kept;
    const bytes = this.#kept.length > 1 ? Buffer.concat(this.#kept) : first;
    return bytes.subarray(0, most);
  }
}
