// When the requests of a thread are due, with `--rate`. The times are fixed when the run begins: a server that is slow moves none of
// them, so that what its requests wait for shows in their latency.

/** So much of an interval is a mistake of floating-point numbers, and no request more. */
const ROUNDING = 1e-6;

/** The times of requests at a constant rate. */
export class Schedule {
  readonly #intervalMs: number;
  #startMs = Infinity;
  /** How many intervals it has. */
  #length = Infinity;
  /** In intervals since the start, of which each thread has its own fraction. */
  #at: number;
  /** When the next request is due. */
  nextMs = Infinity;

  /** @param share - which thread this is, and of how many: their requests are due one after the other */
  constructor(rate: number, share: { readonly index: number; readonly of: number }) {
    this.#intervalMs = (1000 * share.of) / rate;
    this.#at = share.index / share.of;
  }

  begin(startMs: number, spanMs: number): void {
    this.#startMs = startMs;
    this.#length = spanMs / this.#intervalMs - ROUNDING;
    this.#setNext();
  }

  /** Goes on to the next request. */
  advance(): void {
    this.#at++;
    this.#setNext();
  }

  /** How many requests are due and were not sent; then nothing is due any more. */
  end(nowMs: number): number {
    const until = Math.min((nowMs - this.#startMs) / this.#intervalMs, this.#length);
    const missed = Math.max(0, Math.ceil(until - this.#at));
    this.nextMs = Infinity;
    return missed;
  }

  // Multiplied each time: a sum of many intervals would drift.
  #setNext(): void {
    this.nextMs = this.#at < this.#length ? this.#startMs + this.#at * this.#intervalMs : Infinity;
  }
}
