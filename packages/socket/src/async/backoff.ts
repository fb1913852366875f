// Further tries after growing pauses, where the kernel does not tell when a try would succeed.
import * as timers from 'node:timers';

const { clearTimeout, setTimeout } = timers;

const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 50;

/** Calls back after a pause, each time `next` is called. */
export class Backoff {
  readonly #callback: () => void;
  #pauseMs = FIRST_PAUSE_MS;
  #timer: NodeJS.Timeout | null = null;

  constructor(callback: () => void) {
    this.#callback = callback;
  }

  next(): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#callback();
    }, this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }

  cancel(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
