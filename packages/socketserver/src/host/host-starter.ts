// Makes hosts, and bears it when none can be had: out of processes, descriptors or memory, a server goes on with the
// hosts that it has, and tries again after a while.
import { RETRY_MS } from './host.js';
import type { Host } from './host.js';

/** How a crew gets its hosts. */
export class HostStarter {
  readonly #make: () => Host;
  readonly #onError: (error: unknown) => void;
  readonly #onRetry: () => void;
  #timer: NodeJS.Timeout | null = null;

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

  /** As many as can be made. */
  makeUpTo(count: number): Host[] {
    const hosts: Host[] = [];
    while (hosts.length < count) {
      const host = this.make();
      if (host === null) break;
      hosts.push(host);
    }
    return hosts;
  }

  /** A new host, or null when none could be made now or a moment ago. */
  make(): Host | null {
    if (this.#timer !== null) return null;
    try {
      return this.#make();
    } catch (error) {
      this.#timer = setTimeout(() => this.#retry(), RETRY_MS);
      this.#onError(error);
      return null;
    }
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #retry(): void {
    this.#timer = null;
    this.#onRetry();
  }
}
