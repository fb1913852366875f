// The connections that pause between an answer and their next request, with `--think`. All pauses are equally long, so the one that
// began first ends first, and a ring is all that it takes.
import type { Share } from '../load-plan.js';
import type { LoadConnection } from './load-connection.js';

/** The pauses of one thread. */
export class Pauses {
  /** When the next pause ends. */
  nextMs = Infinity;
  readonly #lengthMs: number;
  readonly #share: Share;
  readonly #ring: (LoadConnection | null)[];
  readonly #untilMs: Float64Array;
  #startMs = 0;
  /** How many connections have begun. */
  #begun = 0;
  #first = 0;
  #count = 0;

  constructor(lengthMs: number, connections: number, share: Share) {
    this.#lengthMs = lengthMs;
    this.#share = share;
    this.#ring = Array.from({ length: connections }, () => null);
    this.#untilMs = new Float64Array(connections);
  }

  begin(startMs: number): void {
    this.#startMs = startMs;
  }

  /** Nobody goes on any more. */
  end(): void {
    this.#count = 0;
    this.nextMs = Infinity;
  }

  /** Lets a connection pause, unless it does. */
  add(connection: LoadConnection, nowMs: number): void {
    if (connection.isPausing) return;
    connection.isPausing = true;
    const at = (this.#first + this.#count) % this.#ring.length;
    this.#ring[at] = connection;
    this.#untilMs[at] = this.#untilOf(nowMs);
    this.#count++;
    this.#setNext();
  }

  /** A connection whose pause has ended, or null. */
  take(nowMs: number): LoadConnection | null {
    if (this.nextMs > nowMs) return null;
    const connection = this.#ring[this.#first] as LoadConnection;
    connection.isPausing = false;
    this.#first = (this.#first + 1) % this.#ring.length;
    this.#count--;
    this.#setNext();
    return connection;
  }

  /** Clients that began at the same moment would go on asking at the same moment, so that the first pauses are parts of one. */
  #untilOf(nowMs: number): number {
    const connections = this.#ring.length;
    if (this.#begun >= connections) return nowMs + this.#lengthMs;
    const { index, of } = this.#share;
    const place = (this.#begun++ * of + index) / (connections * of);
    return this.#startMs + place * this.#lengthMs;
  }

  #setNext(): void {
    this.nextMs = this.#count === 0 ? Infinity : (this.#untilMs[this.#first] as number);
  }
}
