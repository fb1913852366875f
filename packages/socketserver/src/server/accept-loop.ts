// Waits on Node's event loop until the listener is readable, takes requests, and pauses while an asynchronous request
// is under way in this thread, unless the strategy handles many at once. There is no timer, so an idle server never wakes up.
import { EVENT_READ } from '@fdset/selectors';
import type { Watch } from '@fdset/selectors';
import { listenerClosed } from './server-life.js';
import type { RequestListener } from './server-selector.js';

/**
 * The result of one try to take a request. A promise means that the request goes on in this thread, and that the loop ends
 * only after it.
 */
export type Taken = 'none' | 'taken' | PromiseLike<void>;

/** The callbacks of a loop. */
export interface AcceptSource {
  fileno(): number;
  /** Whether further requests are taken while one goes on in this thread. */
  readonly isConcurrent: boolean;
  /** Watches for requests; the callbacks run in the asynchronous context of the call. */
  watch(listener: RequestListener): Watch;
  /** Takes one request. An error ends the loop, and `run` rejects with it. */
  take(): Taken;
  /** Called after each batch of requests. */
  afterBatch(): void;
}

// Connections come in bursts, and a turn of the event loop costs more than an accept(2), so one turn may take several.
// The batch is limited because timers and other descriptors must not wait for a whole backlog. A client that comes back
// as soon as it was served is always alone, and a second accept(2) would find nothing: a turn takes one request at
// first, and more only after some full batches. Connections beyond the batch make the listener readable again.
const LONGEST_BATCH = 16;
const FILLED_BEFORE_MORE = 8;

/** One run of a server, from `run` to `stop`. */
export class AcceptLoop {
  readonly #source: AcceptSource;
  readonly #limit: number;
  #watch: Watch | null = null;
  #running = true;
  #open = true;
  /** How many requests go on in this thread. */
  #underWay = 0;
  #taking = false;
  #taken = 0;
  #batch = 1;
  #filled = 0;
  #failure: { readonly error: unknown } | null = null;
  #settle: { resolve: (taken: number) => void; reject: (error: unknown) => void } | null = null;

  /** @param limit - the loop stops by itself after this many requests */
  constructor(source: AcceptSource, limit = Infinity) {
    this.#source = source;
    this.#limit = limit;
  }

  /** Resolves with the number of requests taken, when the loop was stopped and the last request has ended. */
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

  /** Takes no further request. Returns false while a request is still under way in this thread. */
  stop(): boolean {
    if (this.#running) {
      this.#running = false;
      this.#watch?.stop();
      this.#watch = null;
      this.#settleIfDone();
    }
    return this.#underWay === 0 && !this.#taking;
  }

  /** Pauses the loop, or goes on. */
  setOpen(open: boolean): void {
    this.#open = open;
    this.#update();
  }

  #onReadable(): void {
    try {
      // The flag tells `stop` that a handler which calls it is still under way.
      this.#taking = true;
      try {
        this.#takeBatch();
      } finally {
        this.#taking = false;
      }
      this.#settleIfDone();
      this.#source.afterBatch();
      // epoll drops a descriptor that other code has closed without reporting it.
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
      if (taken !== 'taken') this.#awaitEnd(taken);
      if (this.#taken >= this.#limit) this.stop();
      if (this.#isHeld) return;
    }
    this.#filled++;
    if (this.#filled >= FILLED_BEFORE_MORE) this.#batch = Math.min(this.#batch * 2, LONGEST_BATCH);
  }

  #awaitEnd(request: PromiseLike<void>): void {
    this.#underWay++;
    this.#update();
    const release = (): void => {
      this.#underWay--;
      this.#update();
      this.#settleIfDone();
    };
    request.then(release, (error: unknown) => {
      release();
      this.fail(error);
    });
  }

  /** Whether a request has to end before the next is taken. */
  get #isHeld(): boolean {
    return this.#underWay > 0 && !this.#source.isConcurrent;
  }

  #update(): void {
    const wanted = this.#running && this.#open && !this.#isHeld;
    try {
      this.#watch?.modify(wanted ? EVENT_READ : 0);
    } catch (error) {
      // The caller (the end of a request, a timer) cannot handle this error, so `run` rejects with it.
      this.fail(this.#causeOf(error));
    }
  }

  #causeOf(error: unknown): unknown {
    return this.#source.fileno() < 0 ? listenerClosed() : error;
  }

  /** Stops the loop, and makes `run` reject, even if it is called only later. */
  fail(error: unknown): void {
    const settle = this.#settle;
    this.#settle = null;
    this.#failure = { error };
    this.stop();
    settle?.reject(error);
  }

  #settleIfDone(): void {
    if (this.#running || this.#underWay > 0 || this.#taking) return;
    const settle = this.#settle;
    this.#settle = null;
    settle?.resolve(this.#taken);
  }
}
