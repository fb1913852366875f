// The turn of a server: waits on Node's event loop until the listener is readable, takes requests, and
// holds still while an asynchronous one is under way. No timer: an idle server never wakes up.
import { EVENT_READ } from '@fdset/selectors';
import type { Watch } from '@fdset/selectors';
import { listenerClosed } from './server-life.js';
import type { RequestListener } from './server-selector.js';

/** What one try to take a request came to; a promise is a request that has to end before the next. */
export type Taken = 'none' | 'taken' | PromiseLike<void>;

/** What a loop does. */
export interface AcceptSource {
  fileno(): number;
  /** Watches for requests; the callbacks run in the asynchronous context of the call. */
  watch(listener: RequestListener): Watch;
  /** Takes one request. An error ends the loop and is `run`'s. */
  take(): Taken;
  /** After each batch of requests. */
  afterBatch(): void;
}

// Connections come in bursts, and a turn of the event loop costs more than an accept; timers and other
// descriptors shall not wait for a whole backlog either. But a client that comes back as soon as it was
// served is always alone, and a second accept finds nothing: so a turn takes one, and more only after some
// turns that were full. What is left makes the listener readable again.
const LONGEST_BATCH = 16;
const FILLED_BEFORE_MORE = 8;

/** One run of a server, from `run` to `stop`. */
export class AcceptLoop {
  readonly #source: AcceptSource;
  readonly #limit: number;
  #watch: Watch | null = null;
  #running = true;
  #open = true;
  #busy = false;
  #taking = false;
  #taken = 0;
  #batch = 1;
  #filled = 0;
  #failure: { readonly error: unknown } | null = null;
  #settle: { resolve: (taken: number) => void; reject: (error: unknown) => void } | null = null;

  /** @param limit - after so many requests it stops by itself. */
  constructor(source: AcceptSource, limit = Infinity) {
    this.#source = source;
    this.#limit = limit;
  }

  /** Resolves with the number of requests taken once it was stopped and the last one has ended. */
  run(open: boolean): Promise<number> {
    if (this.#failure !== null) return Promise.reject(this.#failure.error);
    this.#open = open;
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      try {
        this.#watch = this.#source.watch({
          onReadable: () => this.#onReadable(),
          onError: (error) => this.fail(this.#causeOf(error)),
        });
        this.#update();
      } catch (error) {
        this.fail(this.#causeOf(error));
      }
    });
  }

  /** Takes no further request; false while one is still under way here. */
  stop(): boolean {
    if (this.#running) {
      this.#running = false;
      this.#watch?.stop();
      this.#watch = null;
      this.#settleIfOver();
    }
    return !this.#busy && !this.#taking;
  }

  /** Pauses and goes on. */
  setOpen(open: boolean): void {
    this.#open = open;
    this.#update();
  }

  #onReadable(): void {
    try {
      // A handler that stops the loop is still under way when it does.
      this.#taking = true;
      try {
        this.#takeBatch();
      } finally {
        this.#taking = false;
      }
      this.#settleIfOver();
      this.#source.afterBatch();
      // Closed by others than this package, the kernel forgets it without a word.
      if (this.#running && this.#source.fileno() < 0) throw listenerClosed();
    } catch (error) {
      this.fail(error);
    }
  }

  #takeBatch(): void {
    for (let left = this.#batch; left > 0 && this.#running && this.#open; left--) {
      const taken = this.#source.take();
      if (taken === 'none') {
        this.#batch = 1;
        this.#filled = 0;
        return;
      }
      this.#taken++;
      if (taken !== 'taken') this.#hold(taken);
      if (this.#taken >= this.#limit) this.stop();
      if (this.#busy) return;
    }
    this.#filled++;
    if (this.#filled >= FILLED_BEFORE_MORE) this.#batch = Math.min(this.#batch * 2, LONGEST_BATCH);
  }

  #hold(request: PromiseLike<void>): void {
    this.#busy = true;
    this.#update();
    const release = (): void => {
      this.#busy = false;
      this.#update();
      this.#settleIfOver();
    };
    request.then(release, (error: unknown) => {
      release();
      this.fail(error);
    });
  }

  #update(): void {
    const wanted = this.#running && this.#open && !this.#busy;
    try {
      this.#watch?.modify(wanted ? EVENT_READ : 0);
    } catch (error) {
      // Whoever made it go on has no part in it: a request that ended, a timer.
      this.fail(this.#causeOf(error));
    }
  }

  #causeOf(error: unknown): unknown {
    return this.#source.fileno() < 0 ? listenerClosed() : error;
  }

  /** Ends it: its `run` rejects, also one that is still to come. */
  fail(error: unknown): void {
    const settle = this.#settle;
    this.#settle = null;
    this.#failure = { error };
    this.stop();
    settle?.reject(error);
  }

  #settleIfOver(): void {
    if (this.#running || this.#busy || this.#taking) return;
    const settle = this.#settle;
    this.#settle = null;
    settle?.resolve(this.#taken);
  }
}
