// How many bytes of one connection wait for its client in writes that nobody awaits. A client that never reads would otherwise
// take all memory.

/** The bytes of one connection. */
export class Outbound {
  readonly #maxBytes: number;
  readonly #cut: () => void;
  #waiting = 0;
  #failure: Error | null = null;

  /** @param cut - ends the connection, which must make all its writes end soon */
  constructor(maxBytes: number, cut: () => void) {
    this.#maxBytes = maxBytes;
    this.#cut = cut;
  }

  /** Why the connection was cut; null if it was not. */
  get failure(): Error | null {
    return this.#failure;
  }

  /** Counts the bytes of a write; false when they are too many, and the connection is cut. A lone write may be longer. */
  admit(bytes: number): boolean {
    if (this.#failure !== null) return false;
    if (this.#waiting > 0 && this.#waiting + bytes > this.#maxBytes) {
      this.#failure = outboundError(this.#maxBytes);
      this.#cut();
      return false;
    }
    this.#waiting += bytes;
    return true;
  }

  /** A write has ended. */
  settled(bytes: number): void {
    this.#waiting -= bytes;
  }
}

const outboundError = (maxBytes: number): Error =>
  Object.assign(
    new Error(
      `the client does not read, and more than ${maxBytes} bytes (maxOutboundBytes) wait for it: its connection was cut`,
    ),
    { code: 'ERR_FDSET_OUTBOUND_LIMIT' },
  );
