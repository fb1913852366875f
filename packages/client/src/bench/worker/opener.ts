// Opens the connections of a thread, some at a time, and those again that were lost. Until the first one stands, and until the run
// begins, a failure ends it; later it is counted, and the connection is tried again after a while.
import { monotonicMs } from '@fdset/posix';
import type { Address } from '@fdset/posix';
import { isDatagram } from '../../url/endpoint.js';
import type { LoadPlan } from '../load-plan.js';
import { AT } from '../measure/thread-board.js';
import type { ThreadBoard } from '../measure/thread-board.js';
import { KINDS, kindOfError } from './error-counts.js';
import { makeConnections } from './load-connection.js';
import type { LoadConnection } from './load-connection.js';
import { LoadFailure } from './load-failure.js';
import type { RequestFlow } from './request-flow.js';
import { checkConnected, openSocket } from './sockets.js';

/** More than a listener's queue has room for would wait for a second: the kernel sends a lost SYN again only then. */
const MOST_CONNECTING = 64;
/** A connection that could not be opened, or was lost before its first answer, is not tried again at once. */
const RETRY_MS = 100;

/** What an opener needs of the loop whose connections it opens. */
export interface OpenerHost {
  readonly flow: RequestFlow;
  watch(connection: LoadConnection): void;
  shut(connection: LoadConnection): void;
  carry(connection: LoadConnection, nowMs: number): void;
  lose(connection: LoadConnection, kind: string, nowMs: number): void;
  turn(nowMs: number, untilMs: number): number;
}

/** The connections of one thread. */
export class Opener {
  readonly all: readonly LoadConnection[];
  readonly #plan: LoadPlan;
  readonly #board: ThreadBoard;
  readonly #host: OpenerHost;
  #address = 0;
  #generation = 0;
  #connecting = 0;
  #hasBegun = false;

  constructor(plan: LoadPlan, board: ThreadBoard, host: OpenerHost) {
    this.#plan = plan;
    this.#board = board;
    this.#host = host;
    this.all = makeConnections(plan.connections, plan.pipeline);
  }

  /** Opens all connections, unless it is told to stop. @throws {LoadFailure} */
  openAll(isStopped: () => boolean): void {
    let next = 0;
    while (this.#opened < this.all.length && !isStopped()) {
      while (next < this.all.length && this.#connecting < this.#mostConnecting)
        this.open(this.all[next++] as LoadConnection, monotonicMs());
      if (this.#opened === this.all.length) return;
      const now = monotonicMs();
      this.look(this.#host.turn(now, now + RETRY_MS));
    }
  }

  /** The run begins: from now on failures are counted. */
  begin(): void {
    this.#hasBegun = true;
  }

  /** Opens a connection; whether it stands, `finish` is told. @throws {LoadFailure} */
  open(connection: LoadConnection, nowMs: number): void {
    connection.retryMs = Infinity;
    connection.openedMs = nowMs;
    connection.hasAnswered = false;
    connection.generation = this.#generation = (this.#generation + 1) & 0x3fff_ffff;
    try {
      const { fd, isConnected } = openSocket(this.#where, this.#plan.manner);
      connection.fd = fd;
      connection.isConnecting = true;
      this.#connecting++;
      this.#host.watch(connection);
      if (isConnected) this.#connected(connection);
    } catch (error) {
      this.#failed(connection, error);
    }
  }

  /** The socket of a connection has connected, or failed. @throws {LoadFailure} */
  finish(connection: LoadConnection): void {
    try {
      checkConnected(connection.fd, this.#where);
    } catch (error) {
      return this.#failed(connection, error);
    }
    this.#connected(connection);
  }

  /** A connection was lost. @throws {LoadFailure} */
  reopenLater(connection: LoadConnection, kind: string, nowMs: number): void {
    if (!this.#hasBegun) throw new LoadFailure(lostEarly(kind), this.#opened);
    (this.#board.numbers[AT.reopened] as number)++;
    connection.retryMs = connection.hasAnswered ? nowMs : nowMs + RETRY_MS;
    if (connection.hasAnswered) this.#retry(connection, nowMs);
  }

  /** Looks for what has taken too long, and for what is to be tried again. @throws {LoadFailure} */
  look(nowMs: number): void {
    const { timeoutMs } = this.#plan;
    for (const connection of this.all) {
      if (connection.retryMs <= nowMs) this.#retry(connection, nowMs);
      else if (connection.isConnecting && nowMs - connection.openedMs > timeoutMs)
        this.#failed(connection, connectTimeout(timeoutMs));
      else if (connection.outstanding > 0 && connection.oldestSentMs < nowMs - timeoutMs)
        this.#giveUp(connection, nowMs);
    }
  }

  closeAll(): void {
    for (const connection of this.all) this.#host.shut(connection);
  }

  get #opened(): number {
    return this.#board.get('open');
  }

  get #where(): Address {
    return this.#plan.addresses[this.#address] as Address;
  }

  get #mostConnecting(): number {
    // Which of the addresses answers is not known before the first connection stands.
    return this.#board.connect.count === 0 ? 1 : MOST_CONNECTING;
  }

  #connected(connection: LoadConnection): void {
    const now = monotonicMs();
    this.#settle(connection);
    connection.isOpen = true;
    (this.#board.numbers[AT.open] as number)++;
    this.#board.connect.record(now - connection.openedMs);
    if (!this.#hasBegun) return;
    // Also takes the interest in EPOLLOUT away, which told that it is connected.
    this.#host.carry(connection, now);
    if (!this.#plan.isReconnecting && connection.isOpen) this.#host.flow.use(connection, now);
  }

  #failed(connection: LoadConnection, error: unknown): void {
    const now = monotonicMs();
    this.#settle(connection);
    this.#host.shut(connection);
    if (kindOfError(error) === 'EAGAIN') return void (connection.retryMs = now + 1);
    if (this.#board.connect.count === 0) return this.#tryNextAddress(connection, error);
    if (!this.#hasBegun) throw new LoadFailure(error, this.#opened);
    const { flow } = this.#host;
    if (flow.fail(connection, kindOfError(error)) === 0) flow.errors.add(kindOfError(error));
    connection.retryMs = now + RETRY_MS;
  }

  #tryNextAddress(connection: LoadConnection, error: unknown): void {
    this.#address++;
    if (this.#address >= this.#plan.addresses.length) throw new LoadFailure(error, 0);
    this.open(connection, monotonicMs());
  }

  #settle(connection: LoadConnection): void {
    if (connection.isConnecting) this.#connecting--;
    connection.isConnecting = false;
  }

  #retry(connection: LoadConnection, nowMs: number): void {
    connection.retryMs = Infinity;
    // A request of its own opens it.
    if (this.#plan.isReconnecting && connection.outstanding === 0 && this.#hasBegun)
      return this.#host.flow.use(connection, nowMs);
    this.open(connection, nowMs);
  }

  #giveUp(connection: LoadConnection, nowMs: number): void {
    if (!isDatagram(this.#plan.manner)) return this.#host.lose(connection, KINDS.timeout, nowMs);
    // A datagram may have been lost, and the socket is as good as before.
    this.#host.flow.fail(connection, KINDS.timeout);
    this.#host.flow.use(connection, nowMs);
  }
}

const lostEarly = (kind: string): Error =>
  kind === KINDS.unasked || kind === KINDS.malformed
    ? Object.assign(new Error('the server sends before it is asked'), { code: 'EPROTO' })
    : Object.assign(new Error('the server closes connections before they ask for anything'), {
        code: 'ECONNRESET',
      });

const connectTimeout = (timeoutMs: number): Error =>
  Object.assign(new Error(`no connection within ${timeoutMs} ms`), { code: 'ETIMEDOUT' });
