// The life of requests, whatever carries them: when one begins, what its answer is worth, and which one follows. A loop over sockets
// (socket-loop.ts) or over TLS (tls-loop.ts) moves the bytes.
import type { LoadPlan, Share } from '../load-plan.js';
import { AT } from '../measure/thread-board.js';
import type { ThreadBoard } from '../measure/thread-board.js';
import { ErrorCounts, KINDS } from './error-counts.js';
import { FreeConnections } from './free-connections.js';
import type { LoadConnection } from './load-connection.js';
import { Pauses } from './pauses.js';
import { Schedule } from './schedule.js';

/** What a flow needs of whoever moves the bytes. */
export interface Carrier {
  /** Sends what the connection has not sent; opens it before where each request has a connection of its own. */
  carry(connection: LoadConnection, nowMs: number): void;
}

/** The requests of one thread. */
export class RequestFlow {
  readonly errors: ErrorCounts;
  readonly schedule: Schedule | null;
  readonly free: FreeConnections;
  readonly #pauses: Pauses | null;
  readonly #isReconnecting: boolean;
  readonly #board: ThreadBoard;
  readonly #numbers: Float64Array;
  readonly #carrier: Carrier;
  readonly #size: number;
  /** Requests are counted and timed between these. */
  #fromMs = Infinity;
  #toMs = -Infinity;
  #isStarting = false;
  #isStarved = false;
  #starvedUntilMs = -Infinity;

  constructor(plan: LoadPlan, board: ThreadBoard, share: Share, carrier: Carrier) {
    this.#board = board;
    this.#numbers = board.numbers;
    this.#carrier = carrier;
    this.#size = plan.payload.length;
    this.errors = new ErrorCounts(board);
    this.schedule = plan.rate === null ? null : new Schedule(plan.rate, share);
    this.free = new FreeConnections(plan.connections, plan.pipeline);
    this.#isReconnecting = plan.isReconnecting;
    this.#pauses = plan.thinkMs > 0 ? new Pauses(plan.thinkMs, plan.connections, share) : null;
  }

  /** From now on requests begin; those of the time between `fromMs` and `toMs` are measured. */
  start(nowMs: number, fromMs: number, toMs: number): void {
    this.#isStarting = true;
    this.#fromMs = fromMs;
    this.#toMs = toMs;
    this.schedule?.begin(nowMs, toMs - nowMs);
    this.#pauses?.begin(nowMs);
  }

  /** No further request begins. */
  stop(nowMs: number): void {
    this.#isStarting = false;
    this.#toMs = Math.min(this.#toMs, nowMs);
    (this.#numbers[AT.unsent] as number) += this.schedule?.end(nowMs) ?? 0;
    this.#pauses?.end();
  }

  /** Whether a request is due and no connection is free for it. */
  get isStarved(): boolean {
    return this.#isStarved;
  }

  /** A connection is open, or free again, and has room for requests. */
  use(connection: LoadConnection, nowMs: number): void {
    if (this.schedule !== null) return this.#free(connection, nowMs);
    if (!this.#isStarting) return;
    if (this.#pauses !== null) return this.#pauses.add(connection, nowMs);
    this.#begin(connection, nowMs);
  }

  /** When the next pause ends. */
  get resumesMs(): number {
    return this.#pauses === null ? Infinity : this.#pauses.nextMs;
  }

  /** Lets those go on whose pauses have ended; one that was lost meanwhile pauses again when it is open. */
  resume(nowMs: number): void {
    for (let one = this.#pauses?.take(nowMs); one; one = this.#pauses?.take(nowMs))
      if (one.isOpen || this.#isReconnecting) this.#begin(one, nowMs);
  }

  /** Sends the requests that are due. */
  dispatch(nowMs: number): void {
    const schedule = this.schedule as Schedule;
    while (schedule.nextMs <= nowMs) {
      const connection = this.free.take();
      if (connection === null) {
        this.#isStarved = true;
        return;
      }
      const dueMs = schedule.nextMs;
      schedule.advance();
      if (dueMs >= this.#fromMs)
        this.#board.lag.record(nowMs - Math.max(dueMs, this.#starvedUntilMs));
      this.#enter(connection, dueMs, nowMs);
      this.#carrier.carry(connection, nowMs);
    }
  }

  /** So many answers of a connection have come. */
  answered(connection: LoadConnection, count: number, nowMs: number): void {
    connection.hasAnswered = true;
    connection.wasEverAnswered = true;
    const wrong = connection.mismatches > 0 ? this.#takeMismatches(connection) : 0;
    const good = Math.min(count - wrong, connection.outstanding);
    const isInTime = nowMs >= this.#fromMs && nowMs < this.#toMs;
    if (isInTime) (this.#numbers[AT.answered] as number) += good;
    if (this.schedule === null) this.#timeTogether(connection, good, isInTime ? nowMs : -1);
    else this.#timeEach(connection, good, nowMs);
  }

  /** What a connection was asked for is not answered any more; returns how many requests that were. */
  fail(connection: LoadConnection, kind: string): number {
    const lost = connection.forget();
    this.errors.add(kind, lost);
    return lost;
  }

  #begin(connection: LoadConnection, nowMs: number): void {
    const count = connection.enterAll(nowMs);
    this.#count(connection, count, nowMs);
    if (connection.unsent > 0) this.#carrier.carry(connection, nowMs);
  }

  #free(connection: LoadConnection, nowMs: number): void {
    this.free.fill(connection);
    if (this.#isStarved) this.#starvedUntilMs = nowMs;
    this.#isStarved = false;
    if ((this.schedule as Schedule).nextMs <= nowMs) this.dispatch(nowMs);
  }

  #enter(connection: LoadConnection, intendedMs: number, nowMs: number): void {
    connection.enter(intendedMs, nowMs);
    this.#count(connection, 1, nowMs);
  }

  #count(connection: LoadConnection, count: number, nowMs: number): void {
    connection.unsent += count * this.#size;
    if (nowMs >= this.#fromMs && nowMs < this.#toMs) (this.#numbers[AT.sent] as number) += count;
  }

  /** In a closed loop requests that were sent together mostly come back together. */
  #timeTogether(connection: LoadConnection, count: number, nowMs: number): void {
    for (let left = count; left > 0;) {
      const sentMs = connection.oldestSentMs;
      const together = connection.leaveTogether(left);
      if (nowMs >= 0) this.#board.latency.record(nowMs - sentMs, together);
      left -= together;
    }
  }

  #timeEach(connection: LoadConnection, count: number, nowMs: number): void {
    for (let left = count; left > 0; left--) {
      const intendedMs = connection.oldestIntendedMs;
      const sentMs = connection.oldestSentMs;
      connection.leave();
      if (intendedMs < this.#fromMs || intendedMs >= this.#toMs) continue;
      this.#board.latency.record(nowMs - intendedMs);
      this.#board.service.record(nowMs - sentMs);
    }
  }

  /** A wrong answer has no latency: it is no answer. */
  #takeMismatches(connection: LoadConnection): number {
    const { mismatches } = connection;
    connection.mismatches = 0;
    this.errors.add(KINDS.wrong, mismatches);
    for (let left = mismatches; left > 0 && connection.outstanding > 0; left--) connection.leave();
    return mismatches;
  }
}
