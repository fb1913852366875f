// What to do when a request could not be given to a host: each cause asks for something else.
import { clearTimeout, setTimeout } from 'node:timers';
import { RETRY_MS } from './host.js';
import { isShortage } from './shortage.js';

/** `later`: to whoever is idle then; `elsewhere`: the host has gone; `never`: it would not help. */
export type Retry = 'later' | 'elsewhere' | 'never';

// ERR_FDSET_CLOSED: the socket to it is closed already.
const GONE = new Set<unknown>(['EPIPE', 'ECONNRESET', 'ENOTCONN', 'ERR_FDSET_CLOSED']);

/** When to try again after this error of a hand-over. */
export const retryOf = (error: unknown): Retry => {
  if (isShortage(error)) return 'later';
  return GONE.has((error as { code?: unknown } | null)?.code) ? 'elsewhere' : 'never';
};

/** Hand-overs wait while the kernel has no room for a message: told once until one succeeds. */
export class HandingOver {
  readonly #onError: (error: unknown) => void;
  readonly #onRetry: () => void;
  #timer: NodeJS.Timeout | null = null;
  #isFailing = false;

  constructor(onError: (error: unknown) => void, onRetry: () => void) {
    this.#onError = onError;
    this.#onRetry = onRetry;
  }

  get rests(): boolean {
    return this.#timer !== null;
  }

  rest(error: unknown): void {
    if (!this.#isFailing) this.#onError(error);
    this.#isFailing = true;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#onRetry();
    }, RETRY_MS);
  }

  succeeded(): void {
    this.#isFailing = false;
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
