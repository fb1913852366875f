// The course of a thread: it opens its connections, says so, waits for the others, warms up, measures, and lets the last answers come.
import { monotonicMs } from '@fdset/posix';
import type { LoadPlan, Share } from '../load-plan.js';
import type { LoadControl } from '../measure/load-control.js';
import { AT } from '../measure/thread-board.js';
import type { ThreadBoard } from '../measure/thread-board.js';
import type { ThreadFailures } from './error-counts.js';
import { countStarved } from './load-connection.js';
import { MeasuredTime } from './measured-time.js';
import { SocketLoop } from './socket-loop.js';

const LOOK_EVERY_MS = 50;
/** One thread of the generator. */
export class LoadThread {
  readonly #plan: LoadPlan;
  readonly #board: ThreadBoard;
  readonly #control: LoadControl;
  readonly #loop: SocketLoop;
  #nextLookMs = 0;

  constructor(plan: LoadPlan, board: ThreadBoard, control: LoadControl, share: Share) {
    this.#plan = plan;
    this.#board = board;
    this.#control = control;
    this.#loop = new SocketLoop(plan, board, share);
  }

  /** @returns its failures. @throws {LoadFailure} */
  run(isReady: () => void): ThreadFailures {
    try {
      if (!this.#plan.isReconnecting) this.#loop.opener.openAll(() => this.#control.isStopped);
      isReady();
      this.#control.waitForBegin();
      // Stopped before it began, it has nothing to measure.
      if (!this.#control.isStopped) this.#load();
      return this.#loop.failures;
    } finally {
      this.#loop.close();
    }
  }

  #load(): void {
    const { flow, opener } = this.#loop;
    const { startMs } = this.#control;
    const fromMs = startMs + this.#plan.warmupMs;
    const toMs = fromMs + this.#plan.durationMs;
    opener.begin();
    flow.start(startMs, fromMs, toMs);
    for (const connection of opener.all) flow.use(connection, monotonicMs());
    this.#runUntil(fromMs);
    this.#measure(fromMs, toMs);
    this.#drain();
  }

  #measure(fromMs: number, toMs: number): void {
    const measured = new MeasuredTime(this.#board, fromMs);
    const endMs = this.#runUntil(toMs);
    measured.end(Math.min(endMs, toMs));
    this.#loop.flow.stop(endMs);
  }

  /** Serves until a time, or until the run is stopped; returns when that was. */
  #runUntil(untilMs: number): number {
    let now = monotonicMs();
    while (now < untilMs && !this.#control.isStopped) now = this.#turn(now, untilMs);
    return now;
  }

  #turn(nowMs: number, untilMs: number): number {
    const now = this.#loop.turn(nowMs, Math.min(untilMs, this.#nextLookMs));
    if (now < this.#nextLookMs) return now;
    this.#loop.opener.look(now);
    this.#nextLookMs = now + LOOK_EVERY_MS;
    return now;
  }

  /** Waits for the answers that are under way; one that does not come in time is a failure, as it would have been before. */
  #drain(): void {
    const waiting = (): number =>
      this.#loop.opener.all.reduce((sum, { outstanding }) => sum + outstanding, 0);
    const untilMs = monotonicMs() + this.#plan.timeoutMs + 2 * LOOK_EVERY_MS;
    let now = monotonicMs();
    while (now < untilMs && !this.#control.isStopped && waiting() > 0)
      now = this.#turn(now, untilMs);
    this.#board.numbers[AT.unanswered] = waiting();
    this.#board.numbers[AT.starved] = countStarved(this.#loop.opener.all);
  }
}
