// The queue of requests that fork-server.ts sends to its fork server.
import { clearTimeout, setTimeout } from 'node:timers';
import type { Socket } from '@fdset/socket';
import { chooseRetry } from '../strategy/shortage.js';
import { RETRY_MS } from '../strategy/worker.js';

/** A request to a fork server: for a child, or for a signal to a child. */
export interface ForkRequest {
  /** Sends the request; false when it must be sent again later. */
  send(controlFd: number): boolean;
  /** Called when the request can never be sent. */
  onFailed(error: unknown): void;
}

/** The requests that were not sent to the fork server yet. */
export class ForkOutbox {
  readonly #control: () => Socket | null;
  readonly #onShortage: (error: unknown) => void;
  #requests: ForkRequest[] = [];
  #timer: NodeJS.Timeout | null = null;

  /** @param control - the socket to the fork server; null while none runs */
  constructor(control: () => Socket | null, onShortage: (error: unknown) => void) {
    this.#control = control;
    this.#onShortage = onShortage;
  }

  send(request: ForkRequest): void {
    this.#requests.push(request);
    this.flush();
  }

  /** Sends the requests. If the socket is full, the rest is sent at the next reply, which comes because the server has work. */
  flush(): void {
    const control = this.#control();
    if (control === null) return;
    for (let [first] = this.#requests; first !== undefined; [first] = this.#requests) {
      try {
        if (!first.send(control.fileno())) return;
      } catch (error) {
        if (!this.#onUnsent(first, error)) return;
      }
      this.#requests.shift();
    }
  }

  /** Drops all requests, because the fork server has gone. */
  clear(): void {
    this.#requests = [];
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  // Handles the error of a request, and returns whether to send the next one.
  #onUnsent(request: ForkRequest, error: unknown): boolean {
    const retry = chooseRetry(error);
    if (retry === 'never') request.onFailed(error);
    // The fork server has gone; its exit sends the requests to another one.
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
