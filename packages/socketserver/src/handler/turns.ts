// Lets asynchronous calls have their turns in the order in which they were made.

/** The turns of one object. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #count = 0;
  #isBusy = false;

  /** The number of the call that has its turn; null while there is none. */
  get current(): number | null {
    return this.#isBusy ? this.#count : null;
  }

  /** Runs a call when those before it have ended. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    if (this.#isBusy) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#isBusy = true;
    this.#count++;
    try {
      return await call();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#isBusy = false;
      else next();
    }
  }
}
