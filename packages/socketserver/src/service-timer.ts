// Calls serviceActions beside the requests while a server serves. It is a timer's turn, where an error would
// be nobody's and end the process: here it ends the serving, and becomes the error of serveForever.

import { clearInterval, setInterval } from 'node:timers';

/** An interval whose errors are kept. */
export class ServiceTimer {
  readonly #action: () => void;
  readonly #onError: () => void;
  #timer: NodeJS.Timeout | null = null;
  #failure: { readonly error: unknown } | null = null;

  constructor(action: () => void, onError: () => void) {
    this.#action = action;
    this.#onError = onError;
  }

  start(intervalMs: number): void {
    this.#timer = setInterval(() => this.#run(), intervalMs);
  }

  [Symbol.dispose](): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Throws what the action threw. */
  rethrow(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }

  #run(): void {
    try {
      this.#action();
    } catch (error) {
      this.#failure ??= { error };
      this.#onError();
    }
  }
}
