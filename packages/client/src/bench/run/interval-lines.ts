// With `--interval`: a line of JSON for each interval of the measured time, for a program that follows a run. The threads count in
// shared memory, which is read meanwhile; what one interval has is the difference of two readings.
import { monotonicMs } from '@fdset/posix';
import { LogHistogram } from '../measure/log-histogram.js';
import type { ThreadBoard } from '../measure/thread-board.js';

/** What the lines are of. */
export interface Intervals {
  /** Which run, from 0, where `--steps` has several. */
  readonly run: number;
  readonly intervalMs: number;
  readonly warmupMs: number;
}

/** Writes a line for each interval, until it is finished. */
export class IntervalLines {
  readonly #stream: Pick<NodeJS.WriteStream, 'write'>;
  readonly #boards: readonly ThreadBoard[];
  readonly #intervals: Intervals;
  #timer: NodeJS.Timeout | undefined;
  #startMs = 0;
  #lastMs = 0;
  #answered = 0;
  #errors = 0;
  #latency = new LogHistogram();

  constructor(
    stream: Pick<NodeJS.WriteStream, 'write'>,
    boards: readonly ThreadBoard[],
    intervals: Intervals,
  ) {
    this.#stream = stream;
    this.#boards = boards;
    this.#intervals = intervals;
  }

  /** The connections stand, and the warm-up begins. The first line is at the beginning of the measured time. */
  begin(): void {
    const { warmupMs, intervalMs } = this.#intervals;
    this.#startMs = this.#lastMs = monotonicMs() + warmupMs;
    const measure = (): void => {
      this.#write();
      this.#timer = setInterval(() => this.#write(), intervalMs);
    };
    if (warmupMs === 0) measure();
    else this.#timer = setTimeout(measure, warmupMs);
  }

  /** Writes what the last line does not have, so that the lines have everything that the report has. */
  finish(): void {
    this.stop();
    if (this.#sum('answered') > this.#answered || this.#sum('errors') > this.#errors) this.#write();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #write(): void {
    const nowMs = monotonicMs();
    const spanMs = nowMs - this.#lastMs;
    const latency = this.#latencySince();
    const perSecond = spanMs > 0 ? (latency.count * 1000) / spanMs : 0;
    this.#lastMs = nowMs;
    this.#answered = this.#sum('answered');
    this.#errors = this.#sum('errors');
    const interval = {
      run: this.#intervals.run,
      atMs: nowMs - this.#startMs,
      answered: this.#answered,
      perSecond,
      ...percentilesOf(latency),
      errors: this.#errors,
    };
    this.#stream.write(`${JSON.stringify({ interval })}\n`);
  }

  #latencySince(): LogHistogram {
    const now = new LogHistogram();
    for (const board of this.#boards) now.add(board.latency);
    const since = new LogHistogram();
    since.add(now);
    since.subtract(this.#latency);
    this.#latency = now;
    return since;
  }

  #sum(name: 'answered' | 'errors'): number {
    return this.#boards.reduce((sum, board) => sum + board.get(name), 0);
  }
}

/** Null where nothing was answered: 0 would be the best of all. */
function percentilesOf(latency: LogHistogram): Record<'p50Ms' | 'p90Ms' | 'p99Ms', number | null> {
  const of = (fraction: number): number | null =>
    latency.count === 0 ? null : latency.percentileMs(fraction);
  return { p50Ms: of(0.5), p90Ms: of(0.9), p99Ms: of(0.99) };
}
