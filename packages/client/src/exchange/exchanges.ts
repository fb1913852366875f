// The messages of a client that are not done with: those which wait to be sent, those which are being written, and the requests
// whose answers are awaited, each in order. Answers come in the order of the requests.
import { Fifo } from './fifo.js';
import type { Outgoing } from './outgoing.js';

/** The most bytes that are joined for one call of the kernel. */
const AT_ONCE_BYTES = 65_536;

type Any = Outgoing<unknown>;

/** The queues. A request that was sent and given up keeps its place: its answer may still come, and is dropped then. */
export class Exchanges {
  readonly #mostAwaited: number;
  readonly #isLossy: boolean;
  readonly #waiting = new Fifo<Any>();
  /** What goes before all that waits, while a greeting is said; else null. */
  #greeting: Fifo<Any> | null = null;
  #writing: readonly Any[] = [];
  readonly #awaited = new Fifo<Any>();

  /**
   * @param mostAwaited - how many requests may be sent before the answer of the first has come
   * @param isLossy - whether an answer may never come: then what was given up is not waited for
   */
  constructor(mostAwaited: number, isLossy: boolean) {
    this.#mostAwaited = mostAwaited;
    this.#isLossy = isLossy;
  }

  get hasWaiting(): boolean {
    return this.#queue.length > 0;
  }

  /** Whether the next message is somebody's answer. */
  get hasAwaited(): boolean {
    return this.#awaited.length > 0;
  }

  /** All that is not settled. */
  get unsettled(): Any[] {
    const all = [...this.#awaited, ...this.#writing, ...(this.#greeting ?? []), ...this.#waiting];
    return all.filter(isUnsettled);
  }

  add(outgoing: Any): void {
    this.#waiting.push(outgoing);
  }

  /** One more was given up. Those that were not sent are forgotten: while there is no connection their turn would never come. */
  forget(): void {
    this.#waiting.lose(isUnsettled);
  }

  /** Only what is greeted with is sent until `endGreeting`. */
  beginGreeting(): void {
    this.#greeting = new Fifo();
  }

  greet(outgoing: Any): void {
    (this.#greeting ?? this.#waiting).push(outgoing);
  }

  endGreeting(makeError: (outgoing: Any) => unknown): void {
    const left = this.#greeting ?? [];
    this.#greeting = null;
    rejectAll(left, makeError);
  }

  /**
   * Takes what is to be sent next, as one write; requests among it are awaited from now on. Empty when nothing waits, or when as many
   * requests as allowed are awaited.
   * @param mostMessages - 1 where each message has to be a write of its own
   */
  takeBatch(mostMessages: number): readonly Any[] {
    const batch: Any[] = [];
    let bytes = 0;
    while (batch.length < mostMessages && bytes < AT_ONCE_BYTES) {
      const first = this.#takeFirst();
      if (first === null) break;
      bytes += first.frame.length;
      batch.push(first);
    }
    this.#writing = batch;
    return batch;
  }

  /** A batch was written; it may be that of a connection which is lost by now. */
  written(batch: readonly Any[]): void {
    for (const outgoing of batch) {
      outgoing.sent = 'yes';
      if (!outgoing.isRequest) outgoing.resolve(undefined);
    }
    if (this.#writing === batch) this.#writing = [];
  }

  /** A message was refused for itself: it has no answer, and those behind it go on. */
  refuse(outgoing: Any, error: unknown): void {
    this.#writing = [];
    this.#awaited.keep((one) => one !== outgoing);
    outgoing.reject(error);
  }

  get #queue(): Fifo<Any> {
    return this.#greeting ?? this.#waiting;
  }

  get #isFull(): boolean {
    if (this.#isLossy) this.#awaited.keep(isUnsettled);
    return this.#awaited.length >= this.#mostAwaited;
  }

  #takeFirst(): Any | null {
    const queue = this.#queue;
    for (let first = queue.first; first !== undefined; first = queue.first) {
      if (first.isRequest && !first.isSettled && this.#isFull) return null;
      queue.shift();
      if (first.isSettled) continue;
      if (first.isRequest) this.#awaited.push(first);
      return first;
    }
    return null;
  }

  /** Gives the oldest awaited request its answer. */
  answer(message: unknown): void {
    if (this.#isLossy) this.#awaited.keep(isUnsettled);
    this.#awaited.shift()?.resolve(message);
  }

  /** Rejects what is being written or awaited, with an error that tells how much of it has gone out. */
  loseStarted(makeError: (outgoing: Any) => unknown): void {
    const started = new Set([...this.#awaited.clear(), ...this.#writing]);
    this.#writing = [];
    rejectAll(started, makeError);
  }

  /** Rejects what waits to be sent. */
  refuseWaiting(makeError: (outgoing: Any) => unknown): void {
    rejectAll(this.#waiting.clear(), makeError);
  }
}

const isUnsettled = ({ isSettled }: Any): boolean => !isSettled;

function rejectAll(all: Iterable<Any>, makeError: (outgoing: Any) => unknown): void {
  for (const outgoing of all) if (!outgoing.isSettled) outgoing.reject(makeError(outgoing));
}
