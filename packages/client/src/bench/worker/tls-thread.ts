// The course of a thread with encrypted connections: the same as that of load-thread.ts, on Node's event loop.
import { setImmediate, setTimeout } from 'node:timers/promises';
import { monotonicMs } from '@fdset/posix';
import type { LoadPlan, Share } from '../load-plan.js';
import type { LoadControl } from '../measure/load-control.js';
import { AT } from '../measure/thread-board.js';
import type { ThreadBoard } from '../measure/thread-board.js';
import type { ThreadFailures } from './error-counts.js';
import { countStarved } from './load-connection.js';
import { MeasuredTime, threadCpuMs } from './measured-time.js';
import { TlsConnections } from './tls-connections.js';

const LOOK_EVERY_MS = 50;
const BEGIN_LOOK_MS = 1;
/** A timer of Node's may be so much late. */
const COARSE_MS = 2;

/** One thread of the generator. */
export class TlsThread {
  readonly #plan: LoadPlan;
  readonly #board: ThreadBoard;
  readonly #control: LoadControl;
  readonly #connections: TlsConnections;
  #nextLookMs = 0;

  constructor(plan: LoadPlan, board: ThreadBoard, control: LoadControl, share: Share) {
    this.#plan = plan;
    this.#board = board;
    this.#control = control;
    this.#connections = new TlsConnections(plan, board, share);
  }

  /** @returns its failures. @throws {LoadFailure} */
  async run(isReady: () => void): Promise<ThreadFailures> {
    try {
      if (!this.#plan.isReconnecting) await this.#openAll();
      isReady();
      while (!this.#control.hasBegun) await setTimeout(BEGIN_LOOK_MS);
      // Stopped before it began, it has nothing to measure.
      if (!this.#control.isStopped) await this.#load();
      return this.#connections.failures;
    } finally {
      this.#connections.close();
    }
  }

  /** Nothing but a look at the shared memory tells whether the run is ended while a server makes its handshakes wait. */
  async #openAll(): Promise<void> {
    const end = new AbortController();
    const looking = setInterval(() => this.#control.isStopped && end.abort(), LOOK_EVERY_MS);
    try {
      await this.#connections.openAll(end.signal);
    } finally {
      clearInterval(looking);
    }
  }

  async #load(): Promise<void> {
    const { flow, all } = this.#connections;
    const { startMs } = this.#control;
    const fromMs = startMs + this.#plan.warmupMs;
    const toMs = fromMs + this.#plan.durationMs;
    flow.start(startMs, fromMs, toMs);
    for (const connection of all) flow.use(connection, monotonicMs());
    await this.#runUntil(fromMs);
    const measured = new MeasuredTime(this.#board, fromMs);
    const endMs = await this.#runUntil(toMs);
    measured.end(Math.min(endMs, toMs));
    flow.stop(endMs);
    await this.#drain();
  }

  async #runUntil(untilMs: number): Promise<number> {
    let now = monotonicMs();
    while (now < untilMs && !this.#control.isStopped) now = await this.#turn(now, untilMs);
    return now;
  }

  /** Lets the event loop work until the next request is due, or a while. */
  async #turn(nowMs: number, untilMs: number): Promise<number> {
    const { flow } = this.#connections;
    const { schedule } = flow;
    const dueMs = schedule === null ? flow.resumesMs : schedule.nextMs;
    const leftMs = Math.min(dueMs, untilMs, nowMs + LOOK_EVERY_MS) - nowMs;
    if (leftMs > COARSE_MS) await setTimeout(leftMs - COARSE_MS / 2);
    else await this.#spin();
    const now = monotonicMs();
    if (schedule !== null && schedule.nextMs <= now && !flow.isStarved) flow.dispatch(now);
    if (flow.resumesMs <= now) flow.resume(now);
    if (now >= this.#nextLookMs) this.#connections.look(now);
    if (now >= this.#nextLookMs) this.#nextLookMs = now + LOOK_EVERY_MS;
    return now;
  }

  /** A turn of the event loop without a wait; one in which something came was work, and no waiting. */
  async #spin(): Promise<void> {
    const received = this.#board.get('bytesReceived');
    const cpuMs = threadCpuMs();
    await setImmediate();
    if (this.#board.get('bytesReceived') === received)
      (this.#board.numbers[AT.spunMs] as number) += threadCpuMs() - cpuMs;
  }

  async #drain(): Promise<void> {
    const waiting = (): number =>
      this.#connections.all.reduce((sum, { outstanding }) => sum + outstanding, 0);
    const untilMs = monotonicMs() + this.#plan.timeoutMs + 2 * LOOK_EVERY_MS;
    let now = monotonicMs();
    while (now < untilMs && !this.#control.isStopped && waiting() > 0)
      now = await this.#turn(now, now + 2 * COARSE_MS);
    this.#board.numbers[AT.unanswered] = waiting();
    this.#board.numbers[AT.starved] = countStarved(this.#connections.all);
  }
}
