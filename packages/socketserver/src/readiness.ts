// `server.ready`: a promise that is kept at the first serving whose handler and hosts are there.
import { closedError } from '@fdset/posix';

/** One promise at a time; nobody has to listen to it. */
export class Readiness {
  #promise!: Promise<void>;
  #resolve!: () => void;
  #reject!: (error: unknown) => void;
  #hasFailed = false;

  constructor() {
    this.#renew();
  }

  /** That of the last attempt, or of the one to come. */
  get promise(): Promise<void> {
    return this.#promise;
  }

  /** Settles as `start` does; after `close` nothing changes that any more. */
  async follow(start: () => Promise<void>): Promise<void> {
    if (this.#hasFailed) this.#renew();
    try {
      await start();
      this.#resolve();
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  /** The server was closed: it will not be ready any more. */
  close(): void {
    this.#fail(closedError('server'));
  }

  #fail(error: unknown): void {
    this.#hasFailed = true;
    this.#reject(error);
  }

  #renew(): void {
    this.#hasFailed = false;
    this.#promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Who serves hears of it anyway.
    this.#promise.catch(() => {});
  }
}
