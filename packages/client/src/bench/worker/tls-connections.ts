// Encrypted connections, which Node's event loop carries: slower than sockets, because each request is encrypted in JavaScript's thread
// and takes a promise or two.
import { setTimeout } from 'node:timers/promises';
import { monotonicMs } from '@fdset/posix';
import type { Connection } from '../../connection/open-connection.js';
import { openConnection } from '../../connection/open-connection.js';
import { parseUrl } from '../../url/parse-url.js';
import type { LoadPlan, Share } from '../load-plan.js';
import { AT } from '../measure/thread-board.js';
import type { ThreadBoard } from '../measure/thread-board.js';
import { MALFORMED } from './answer-reader.js';
import type { AnswerReader } from './answer-reader.js';
import { KINDS, kindOfError } from './error-counts.js';
import type { ThreadFailures } from './error-counts.js';
import { makeConnections } from './load-connection.js';
import type { LoadConnection } from './load-connection.js';
import { LoadFailure } from './load-failure.js';
import { makeAnswerReader } from './make-answer-reader.js';
import { RequestBytes } from './request-bytes.js';
import { RequestFlow } from './request-flow.js';
import type { Carrier } from './request-flow.js';

/** The most that one chunk of a TlsStream has. */
const MOST_CHUNK_BYTES = 256 * 1024;
const MOST_CONNECTING = 16;
const RETRY_MS = 100;

/** The encrypted connections of one thread. */
export class TlsConnections implements Carrier {
  readonly flow: RequestFlow;
  readonly all: readonly LoadConnection[];
  readonly #plan: LoadPlan;
  readonly #board: ThreadBoard;
  readonly #requests: RequestBytes;
  readonly #answers: AnswerReader;
  readonly #streams = new Map<LoadConnection, Connection>();
  #isClosed = false;

  constructor(plan: LoadPlan, board: ThreadBoard, share: Share) {
    this.#plan = plan;
    this.#board = board;
    this.#requests = new RequestBytes(plan.payload, plan.pipeline, false);
    this.#answers = makeAnswerReader(plan.answer, MOST_CHUNK_BYTES);
    this.flow = new RequestFlow(plan, board, share, this);
    this.all = makeConnections(plan.connections, plan.pipeline);
  }

  /** What went wrong until now. */
  get failures(): ThreadFailures {
    return { errors: this.flow.errors.toObject(), firstWrong: this.#answers.firstWrong };
  }

  /** Opens all connections, some at a time, unless `signal` ends it. @throws {LoadFailure} */
  async openAll(signal: AbortSignal): Promise<void> {
    const waiting = [...this.all];
    const openSome = async (): Promise<void> => {
      for (let one = waiting.pop(); one !== undefined; one = waiting.pop())
        await this.#open(one, signal);
    };
    try {
      await Promise.all(Array.from({ length: MOST_CONNECTING }, openSome));
    } catch (error) {
      if (signal.aborted) return;
      throw new LoadFailure(error, this.#board.get('open'));
    }
  }

  carry(connection: LoadConnection): void {
    const stream = this.#streams.get(connection);
    if (stream !== undefined) this.#send(connection, stream);
    else if (!connection.isConnecting) void this.#openAgain(connection);
  }

  /** Gives up what has waited for its answer for too long. */
  look(nowMs: number): void {
    for (const connection of this.all)
      if (connection.outstanding > 0 && connection.oldestSentMs < nowMs - this.#plan.timeoutMs)
        this.#lose(connection, KINDS.timeout);
  }

  close(): void {
    this.#isClosed = true;
    for (const connection of this.all) this.#shut(connection);
  }

  async #open(connection: LoadConnection, signal?: AbortSignal): Promise<void> {
    const { url, timeoutMs, tls } = this.#plan;
    const options = { timeoutMs, ...(tls === null ? {} : { tls }) };
    const startMs = monotonicMs();
    connection.isConnecting = true;
    // The name of the server is needed, which its certificate must have.
    const stream = await openConnection(parseUrl(url), options, signal);
    connection.isConnecting = false;
    if (this.#isClosed) return stream.close();
    this.#board.connect.record(monotonicMs() - startMs);
    (this.#board.numbers[AT.open] as number)++;
    connection.isOpen = true;
    connection.hasAnswered = false;
    this.#streams.set(connection, stream);
    void this.#receive(connection, stream);
  }

  async #openAgain(connection: LoadConnection): Promise<void> {
    try {
      await this.#open(connection);
    } catch (error) {
      connection.isConnecting = false;
      return this.#lose(connection, kindOfError(error));
    }
    if (this.#isClosed) return;
    this.carry(connection);
    if (!this.#plan.isReconnecting) this.flow.use(connection, monotonicMs());
  }

  #send(connection: LoadConnection, stream: Connection): void {
    const { bytes, size } = this.#requests;
    while (connection.unsent > 0) {
      const { offset } = connection;
      const length = this.#requests.lengthFrom(offset, connection.unsent);
      connection.unsent -= length;
      connection.offset = (offset + length) % size;
      (this.#board.numbers[AT.bytesSent] as number) += length;
      // The receiver hears of a lost connection, too, and tells of it.
      stream.sendall(bytes.subarray(offset, offset + length)).catch(() => {});
    }
  }

  async #receive(connection: LoadConnection, stream: Connection): Promise<void> {
    const isOurs = (): boolean => this.#streams.get(connection) === stream;
    try {
      for await (const chunk of stream) {
        if (isOurs()) this.#take(connection, chunk);
        if (!isOurs()) return;
      }
      if (isOurs()) this.#lose(connection, KINDS.closed);
    } catch (error) {
      if (isOurs()) this.#lose(connection, kindOfError(error));
    }
  }

  #take(connection: LoadConnection, chunk: Buffer): void {
    (this.#board.numbers[AT.bytesReceived] as number) += chunk.length;
    const count = this.#answers.take(connection, chunk, chunk.length);
    if (count > connection.outstanding || (count < 0 && connection.outstanding === 0))
      return this.#lose(connection, KINDS.unasked);
    if (count < 0)
      return this.#lose(connection, count === MALFORMED ? KINDS.malformed : KINDS.wrong);
    if (count === 0) return;
    const now = monotonicMs();
    this.flow.answered(connection, count, now);
    if (this.#plan.isReconnecting) this.#shut(connection);
    this.flow.use(connection, now);
  }

  #lose(connection: LoadConnection, kind: string): void {
    if (this.#isClosed) return;
    const lost = this.flow.fail(connection, kind);
    if (lost === 0 && kind !== KINDS.closed) this.flow.errors.add(kind);
    this.#shut(connection);
    (this.#board.numbers[AT.reopened] as number)++;
    void this.#reopen(connection);
  }

  async #reopen(connection: LoadConnection): Promise<void> {
    if (!connection.hasAnswered) await setTimeout(RETRY_MS, undefined, { ref: false });
    if (this.#isClosed) return;
    if (this.#plan.isReconnecting) this.flow.use(connection, monotonicMs());
    else await this.#openAgain(connection);
  }

  #shut(connection: LoadConnection): void {
    const stream = this.#streams.get(connection);
    if (stream === undefined) return;
    this.#streams.delete(connection);
    (this.#board.numbers[AT.open] as number)--;
    connection.isOpen = false;
    stream.close();
  }
}
