// What the generator knows of one connection. Numbers change with each request, so that all of them stay small integers or lie in
// typed arrays: a request makes no object.
import type { AnswerState } from './answer-reader.js';

/** The times of the requests of all connections, in one piece of memory each. */
export class RequestTimes {
  readonly pipeline: number;
  readonly intendedMs: Float64Array;
  readonly sentMs: Float64Array;

  constructor(connections: number, pipeline: number) {
    this.pipeline = pipeline;
    this.intendedMs = new Float64Array(connections * pipeline);
    this.sentMs = new Float64Array(connections * pipeline);
  }
}

/** Makes connections that are not open yet. */
export function makeConnections(count: number, pipeline: number): LoadConnection[] {
  const times = new RequestTimes(count, pipeline);
  return Array.from({ length: count }, (_, index) => new LoadConnection(times, index));
}

/** How many of them were never answered. */
export const countStarved = (connections: readonly LoadConnection[]): number =>
  connections.filter(({ wasEverAnswered }) => !wasEverAnswered).length;

/** One connection, which may be opened again under another descriptor. */
export class LoadConnection implements AnswerState {
  position = 0;
  rest: Buffer | null = null;
  mismatches = 0;

  isOpen = false;
  isConnecting = false;
  /** When it began to connect. */
  openedMs = 0;
  /** Not before then is it opened again; Infinity while it is open. */
  retryMs = Infinity;
  /** Whether something was answered since it was opened. */
  hasAnswered = false;

  /** Whether anything was ever answered on it, under whatever descriptor. */
  wasEverAnswered = false;
  /** Whether it stands among the pauses of `--think`. */
  isPausing = false;

  /** Bytes of requests that were begun and that the kernel has not taken, and where in a request they begin. */
  unsent = 0;
  offset = 0;

  /** Requests that wait for their answer; the oldest is at `head` of the arrays. */
  outstanding = 0;
  head = 0;
  readonly #times: RequestTimes;
  readonly #base: number;
  /** How often it stands in the queue of those that are free for a request. */
  queued = 0;

  fd = -1;
  generation = 0;
  wantsWrite = false;

  readonly pipeline: number;

  constructor(times: RequestTimes, index: number) {
    this.pipeline = times.pipeline;
    this.#times = times;
    this.#base = index * times.pipeline;
  }

  /** Enters a request that is sent now. */
  enter(intendedMs: number, nowMs: number): void {
    const at = this.#tail();
    this.#times.intendedMs[at] = intendedMs;
    this.#times.sentMs[at] = nowMs;
    this.outstanding++;
  }

  /** Enters as many requests as there is room for, which are sent now; returns how many. */
  enterAll(nowMs: number): number {
    const count = this.pipeline - this.outstanding;
    const { sentMs } = this.#times;
    for (let left = count; left > 0; left--) {
      sentMs[this.#tail()] = nowMs;
      this.outstanding++;
    }
    return count;
  }

  /** When the oldest request was intended to be sent, and was sent. */
  get oldestIntendedMs(): number {
    return this.#times.intendedMs[this.#base + this.head] as number;
  }

  get oldestSentMs(): number {
    return this.#times.sentMs[this.#base + this.head] as number;
  }

  /** Removes the oldest request. */
  leave(): void {
    this.head = this.head + 1 === this.pipeline ? 0 : this.head + 1;
    this.outstanding--;
  }

  /** Removes the oldest requests that were sent together, at most so many; returns how many. */
  leaveTogether(most: number): number {
    const sentMs = this.oldestSentMs;
    let count = 0;
    while (count < most && this.oldestSentMs === sentMs) {
      this.leave();
      count++;
    }
    return count;
  }

  /** Forgets all requests and what of an answer has come; returns how many requests there were. */
  forget(): number {
    const forgotten = this.outstanding;
    this.outstanding = 0;
    this.head = 0;
    this.unsent = 0;
    this.offset = 0;
    this.position = 0;
    this.rest = null;
    return forgotten;
  }

  #tail(): number {
    const at = this.head + this.outstanding;
    return this.#base + (at < this.pipeline ? at : at - this.pipeline);
  }
}
