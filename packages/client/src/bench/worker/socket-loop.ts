// The loop of a thread over its sockets: it waits in epoll, receives, lets the next requests begin, sends. There is one call into the
// kernel for each of these, and no promise, closure or object for a request.
import {
  EPOLLERR,
  EPOLLHUP,
  EPOLLIN,
  EPOLLOUT,
  EPOLL_CTL_ADD,
  EPOLL_CTL_MOD,
  close,
  epollCreate,
  epollCtl,
  epollWait,
  monotonicMs,
  tryRecv,
  trySend,
} from '@fdset/posix';
import { keepsBorders } from '../../url/endpoint.js';
import type { LoadPlan, Share } from '../load-plan.js';
import { AT } from '../measure/thread-board.js';
import type { ThreadBoard } from '../measure/thread-board.js';
import { MALFORMED } from './answer-reader.js';
import type { AnswerReader } from './answer-reader.js';
import { KINDS, kindOfError } from './error-counts.js';
import type { ThreadFailures } from './error-counts.js';
import type { LoadConnection } from './load-connection.js';
import { makeAnswerReader } from './make-answer-reader.js';
import { threadCpuMs } from './measured-time.js';
import { Opener } from './opener.js';
import { RequestBytes } from './request-bytes.js';
import { RequestFlow } from './request-flow.js';
import type { Carrier } from './request-flow.js';

const ROOM_BYTES = 256 * 1024;
// More of them would cost an allocation for each wait.
const MOST_EVENTS = 256;
const READABLE = EPOLLIN | EPOLLHUP | EPOLLERR;

/** epoll waits for whole milliseconds, and may end up to so much later. */
const COARSE_MS = 1.2;

/** The sockets of one thread. */
export class SocketLoop implements Carrier {
  readonly flow: RequestFlow;
  readonly opener: Opener;
  readonly #epfd = epollCreate();
  readonly #hits = new Int32Array(3 * MOST_EVENTS);
  readonly #byFd: (LoadConnection | undefined)[] = [];
  readonly #room = Buffer.allocUnsafeSlow(ROOM_BYTES);
  readonly #requests: RequestBytes;
  readonly #answers: AnswerReader;
  readonly #numbers: Float64Array;
  readonly #keepsBorders: boolean;
  readonly #isReconnecting: boolean;

  constructor(plan: LoadPlan, board: ThreadBoard, share: Share) {
    this.#keepsBorders = keepsBorders(plan.manner);
    this.#isReconnecting = plan.isReconnecting;
    this.#requests = new RequestBytes(plan.payload, plan.pipeline, this.#keepsBorders);
    this.#answers = makeAnswerReader(plan.answer, ROOM_BYTES);
    this.#numbers = board.numbers;
    this.flow = new RequestFlow(plan, board, share, this);
    this.opener = new Opener(plan, board, this);
  }

  /** What went wrong until now. */
  get failures(): ThreadFailures {
    return { errors: this.flow.errors.toObject(), firstWrong: this.#answers.firstWrong };
  }

  /** Waits for sockets, at most until a time, and serves them; returns the time afterwards. */
  turn(nowMs: number, untilMs: number): number {
    const count = this.#wait(nowMs, Math.min(untilMs, this.flow.resumesMs));
    const hits = this.#hits;
    for (let at = 0; at < count * 3; at += 3) {
      const connection = this.#byFd[hits[at] as number];
      if (connection === undefined || connection.generation !== hits[at + 1]) continue;
      this.#serve(connection, hits[at + 2] as number);
    }
    const now = monotonicMs();
    const { schedule } = this.flow;
    if (schedule !== null && schedule.nextMs <= now && !this.flow.isStarved)
      this.flow.dispatch(now);
    if (this.flow.resumesMs <= now) this.flow.resume(now);
    return now;
  }

  /** Watches a socket that connects, or is connected. */
  watch(connection: LoadConnection): void {
    this.#byFd[connection.fd] = connection;
    const events = connection.isConnecting ? EPOLLIN | EPOLLOUT : EPOLLIN;
    connection.wantsWrite = connection.isConnecting;
    epollCtl(this.#epfd, EPOLL_CTL_ADD, connection.fd, events, connection.generation);
  }

  /** Sends what the kernel takes. */
  carry(connection: LoadConnection, nowMs: number): void {
    if (connection.isOpen) return this.#send(connection, nowMs);
    // The first bytes go out when it is connected.
    if (!connection.isConnecting) this.opener.open(connection, nowMs);
  }

  /** Closes a connection; the kernel forgets its entry with it. */
  shut(connection: LoadConnection): void {
    if (connection.fd < 0) return;
    if (connection.isOpen) (this.#numbers[AT.open] as number)--;
    this.#byFd[connection.fd] = undefined;
    close(connection.fd);
    connection.fd = -1;
    connection.isOpen = false;
    connection.isConnecting = false;
  }

  /** Gives a connection up, and with it the requests that wait on it. */
  lose(connection: LoadConnection, kind: string, nowMs: number): void {
    // Without a request that waits, closing is the right of the server.
    const lost = this.flow.fail(connection, kind);
    if (lost === 0 && kind !== KINDS.closed) this.flow.errors.add(kind);
    this.shut(connection);
    this.opener.reopenLater(connection, kind, nowMs);
  }

  close(): void {
    this.opener.closeAll();
    close(this.#epfd);
  }

  #wait(nowMs: number, untilMs: number): number {
    const schedule = this.flow.schedule;
    const isPaced = schedule !== null && !this.flow.isStarved && schedule.nextMs < untilMs;
    const leftMs = (isPaced ? schedule.nextMs : untilMs) - nowMs;
    if (!isPaced) return this.#look(Math.max(0, leftMs));
    if (leftMs > COARSE_MS) return this.#look(Math.floor(leftMs - COARSE_MS / 4));
    return this.#spin(nowMs, schedule.nextMs);
  }

  /**
   * Waits with one system call, which nothing can interrupt but a signal. An interruptible wait takes two more, and is not needed: a
   * thread looks every 50 ms whether it has to stop.
   */
  #look(timeoutMs: number): number {
    try {
      return epollWait(this.#epfd, this.#hits, timeoutMs);
    } catch (error) {
      // Also after Ctrl-Z and `fg`.
      if (kindOfError(error) === 'EINTR') return 0;
      throw error;
    }
  }

  /** Looks again and again until something has come, or a request is due in less time than the kernel can sleep. */
  #spin(fromMs: number, dueMs: number): number {
    const cpuMs = threadCpuMs();
    let now = fromMs;
    let count = this.#look(0);
    while (count === 0 && now < dueMs) {
      count = this.#look(0);
      now = monotonicMs();
    }
    (this.#numbers[AT.spunMs] as number) += threadCpuMs() - cpuMs;
    return count;
  }

  #serve(connection: LoadConnection, events: number): void {
    if (connection.isConnecting) return this.opener.finish(connection);
    if (events & EPOLLOUT) this.#send(connection, monotonicMs());
    if (events & READABLE && connection.isOpen) this.#receive(connection);
  }

  #receive(connection: LoadConnection): void {
    let length;
    try {
      length = tryRecv(connection.fd, this.#room, 0, ROOM_BYTES);
    } catch (error) {
      return this.lose(connection, kindOfError(error), monotonicMs());
    }
    if (length < 0) return;
    if (length === 0 && !this.#keepsBorders)
      return this.lose(connection, KINDS.closed, monotonicMs());
    const count = this.#answers.take(connection, this.#room, length);
    const now = monotonicMs();
    (this.#numbers[AT.bytesReceived] as number) += length;
    // Where nothing was asked nothing is a wrong answer.
    if (count > connection.outstanding || (count < 0 && connection.outstanding === 0))
      return this.lose(connection, KINDS.unasked, now);
    if (count < 0) return this.#refuse(connection, count, now);
    if (count > 0) this.#complete(connection, count, now);
  }

  #complete(connection: LoadConnection, count: number, nowMs: number): void {
    this.flow.answered(connection, count, nowMs);
    if (this.#isReconnecting) this.shut(connection);
    this.flow.use(connection, nowMs);
  }

  #refuse(connection: LoadConnection, count: number, nowMs: number): void {
    const kind = count === MALFORMED ? KINDS.malformed : KINDS.wrong;
    if (!this.#keepsBorders) return this.lose(connection, kind, nowMs);
    // The next datagram is an answer of its own.
    this.flow.fail(connection, kind);
    this.flow.use(connection, nowMs);
  }

  #send(connection: LoadConnection, nowMs: number): void {
    const { bytes, size } = this.#requests;
    try {
      while (connection.unsent > 0) {
        const length = this.#requests.lengthFrom(connection.offset, connection.unsent);
        const sent = trySend(connection.fd, bytes, connection.offset, length);
        if (sent < 0) break;
        connection.unsent -= sent;
        connection.offset = (connection.offset + sent) % size;
        (this.#numbers[AT.bytesSent] as number) += sent;
      }
    } catch (error) {
      return this.lose(connection, kindOfError(error), nowMs);
    }
    if (connection.wantsWrite !== connection.unsent > 0) this.#setWantsWrite(connection);
  }

  #setWantsWrite(connection: LoadConnection): void {
    connection.wantsWrite = !connection.wantsWrite;
    const events = connection.wantsWrite ? EPOLLIN | EPOLLOUT : EPOLLIN;
    epollCtl(this.#epfd, EPOLL_CTL_MOD, connection.fd, events, connection.generation);
  }
}
