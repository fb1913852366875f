// Waits until the socket to a process is readable. If the kernel lacks memory for a message, the socket stays readable and
// reading it again at once would keep a processor busy, so the watch pauses.
import { clearTimeout, setTimeout } from 'node:timers';
import { EVENT_READ, watch } from '@fdset/selectors';
import type { Watch } from '@fdset/selectors';
import type { Socket } from '@fdset/socket';
import { isShortage } from '../strategy/shortage.js';
import { RETRY_MS } from '../strategy/worker.js';

/** The watch of one socket, which does not keep this process alive. */
export class ReadableWatch {
  readonly #watch: Watch;
  readonly #read: () => void;
  readonly #onShortage: (error: unknown) => void;
  #timer: NodeJS.Timeout | null = null;
  #isShort = false;
  #isStopped = false;

  /**
   * @param onShortage - is called at a shortage, and not again before a read has succeeded
   * @throws the errors of `watch`
   */
  constructor(socket: Socket, read: () => void, onShortage: (error: unknown) => void) {
    this.#read = read;
    this.#onShortage = onShortage;
    this.#watch = watch(socket, EVENT_READ, () => this.#onReadable()).unref();
  }

  /** Pauses for a while after an error of reading. */
  pause(error: unknown): void {
    if (this.#isStopped || this.#timer !== null) return;
    this.#timer = setTimeout(() => this.#resume(), RETRY_MS).unref();
    this.#watch.modify(0);
    if (!this.#isShort) this.#onShortage(error);
    this.#isShort = true;
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#watch.stop();
  }

  #onReadable(): void {
    this.#read();
    if (this.#timer === null) this.#isShort = false;
  }

  #resume(): void {
    this.#timer = null;
    try {
      this.#watch.modify(EVENT_READ);
    } catch (error) {
      if (isShortage(error)) this.pause(error);
      // Reading the socket shows any other error.
      else this.#onReadable();
    }
  }
}
