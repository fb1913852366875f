// What is to be said to a fork server, in its order: fork-server.ts puts it in.
import { clearTimeout, setTimeout } from 'node:timers';
import type { Socket } from '@fdset/socket';
import { retryOf } from '../strategy/shortage.js';
import { RETRY_MS } from '../strategy/worker.js';

/** What a server asks of its fork server: a child, or a signal to one. */
export interface ForkRequest {
  /** False when it has to be asked again later. */
  send(controlFd: number): boolean;
  /** It cannot be asked that. */
  failed(error: unknown): void;
}

/** The requests that a fork server has not taken yet. */
export class ForkOutbox {
  readonly #control: () => Socket | null;
  readonly #onShortage: (error: unknown) => void;
  #requests: ForkRequest[] = [];
  #timer: NodeJS.Timeout | null = null;

  /** @param control - the socket to the server; null while none runs. */
  constructor(control: () => Socket | null, onShortage: (error: unknown) => void) {
    this.#control = control;
    this.#onShortage = onShortage;
  }

  send(request: ForkRequest): void {
    this.#requests.push(request);
    this.flush();
  }

  /** What does not fit goes with the next reply, which there will be: the server has work. */
  flush(): void {
    const control = this.#control();
    if (control === null) return;
    for (let [first] = this.#requests; first !== undefined; [first] = this.#requests) {
      try {
        if (!first.send(control.fileno())) return;
      } catch (error) {
        if (!this.#unsent(first, error)) return;
      }
      this.#requests.shift();
    }
  }

  /** The server has gone. */
  clear(): void {
    this.#requests = [];
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  // Whether the next one is to be sent.
  #unsent(request: ForkRequest, error: unknown): boolean {
    const retry = retryOf(error);
    if (retry === 'never') request.failed(error);
    // It has gone, and its exit asks another one.
    if (retry === 'elsewhere') this.clear();
    if (retry === 'later') this.#flushLater(error);
    return retry === 'never';
  }

  #flushLater(error: unknown): void {
    if (this.#timer !== null) return;
    this.#onShortage(error);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.flush();
    }, RETRY_MS);
  }
}
