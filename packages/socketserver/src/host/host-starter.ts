// Makes hosts, and bears it when none can be had: out of processes, descriptors or memory, a server goes on with the
// hosts that it has, and tries again after a while.
import { clearTimeout, setTimeout } from 'node:timers';
import { RETRY_MS } from './host.js';
import type { Host } from './host.js';

const LONGEST_RETRY_MS = 2000;

/** How a crew gets its hosts. */
export class HostStarter {
  readonly #make: () => Host;
  readonly #onError: (error: unknown) => void;
  readonly #onRetry: () => void;
  #timer: NodeJS.Timeout | null = null;
  #delayMs = RETRY_MS;
  #isFailing = false;

  /** @param onRetry - told that it is worth while to ask again. */
  constructor(make: () => Host, onError: (error: unknown) => void, onRetry: () => void) {
    this.#make = make;
    this.#onError = onError;
    this.#onRetry = onRetry;
  }

  /**
   * A new host.
   * @throws whatever making it throws
   */
  mustMake(): Host {
    return this.#make();
  }

  /** Makes as many as can be made, up to so many. */
  makeUpTo(count: number): void {
    for (let made = 0; made < count; made++) if (this.make() === null) return;
  }

  /** A new host, or null when none could be made now or a moment ago. */
  make(): Host | null {
    if (this.#timer !== null) return null;
    try {
      return this.#make();
    } catch (error) {
      this.#wait(RETRY_MS);
      this.#onError(error);
      return null;
    }
  }

  /** One that was made could not start: told once until another could. */
  failed(error: unknown): void {
    if (!this.#isFailing) this.#onError(error);
    this.#isFailing = true;
  }

  /** No further one for a while, which gets longer: such a failure costs a worker's start. */
  rest(): void {
    this.#wait(this.#delayMs);
    this.#delayMs = Math.min(this.#delayMs * 2, LONGEST_RETRY_MS);
  }

  succeeded(): void {
    this.#isFailing = false;
    this.#delayMs = RETRY_MS;
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #wait(ms: number): void {
    this.#timer ??= setTimeout(() => this.#retry(), ms);
  }

  #retry(): void {
    this.#timer = null;
    this.#onRetry();
  }
}
