// Whether threads shall say at once that a request has ended: a message costs the serving thread a turn of its event
// loop, and nobody waits for most ends.

/** One number that all threads of a crew read. */
export class WantedEnds {
  /** Not 0 while every end matters at once. */
  readonly memory = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  readonly #isAwaited: () => boolean;
  #isWatched = false;

  /** @param isAwaited - whether a request waits for another's end */
  constructor(isAwaited: () => boolean) {
    this.#isAwaited = isAwaited;
  }

  /** Says whether the server wants to hear of every end at once. */
  watch(on: boolean): void {
    this.#isWatched = on;
    this.update();
  }

  update(): void {
    Atomics.store(this.memory, 0, this.#isWatched || this.#isAwaited() ? 1 : 0);
  }
}
