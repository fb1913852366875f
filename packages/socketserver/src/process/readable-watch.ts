// Waits until there is something to read from a process. What cannot be read, since the kernel has no memory for it, stays
// readable: looked at again at once, it would keep a processor busy for as long as that lasts.
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
   * @param onShortage - told once, until something could be read, that something ran out
   * @throws what `watch` throws
   */
  constructor(socket: Socket, read: () => void, onShortage: (error: unknown) => void) {
    this.#read = read;
    this.#onShortage = onShortage;
    this.#watch = watch(socket, EVENT_READ, () => this.#look()).unref();
  }

  /** It could not be read: not before a while again. */
  rest(error: unknown): void {
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

  #look(): void {
    this.#read();
    if (this.#timer === null) this.#isShort = false;
  }

  #resume(): void {
    this.#timer = null;
    try {
      this.#watch.modify(EVENT_READ);
    } catch (error) {
      if (isShortage(error)) this.rest(error);
      // What else is wrong with the socket reading it tells.
      else this.#look();
    }
  }
}
