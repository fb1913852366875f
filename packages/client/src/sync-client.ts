// A connection as its client sees it, for scripts and workers: each call blocks this thread, as the verbs of Socket do.
import { toBytes } from '@fdset/posix';
import type { Sendable } from '@fdset/posix';
import { SHUT_WR } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { FrameError, readFrames } from '@fdset/socket/framing';
import type { FrameReader, Framing } from '@fdset/socket/framing';
import { bytesAtOnce, isEnd, sendMessage } from './connection/carry.js';
import type { Phase } from './errors/client-error.js';
import { endedError } from './errors/ended-error.js';
import { explainFailure } from './errors/explain-failure.js';
import { CallLimit } from './exchange/call-limit.js';
import { unframedError } from './errors/unframed-error.js';
import { wholeFramesOf } from './exchange/whole-frames-of.js';
import { isDatagram, keepsBorders } from './url/endpoint.js';
import type { Endpoint } from './url/endpoint.js';

/**
 * A client that blocks, which `connectSync` makes. Close it, or declare it with `using`. It has the verbs of {@link Client}; each waits
 * up to `timeoutMs` of `connectSync`.
 */
export class SyncClient<Message = Buffer, Sent = Sendable> {
  /** The socket beneath, for all that a client has no word for: options, addresses, selectors. */
  readonly socket: Socket;
  readonly #endpoint: Endpoint;
  readonly #framing: Framing<Message, Sent> | null;
  readonly #frames: FrameReader<Message> | null;
  readonly #answers: FrameReader<Message> | null;
  readonly #call: CallLimit;
  /** How many answers are still to come of requests that were given up. */
  #owed = 0;
  /** A message that was sent in part: what comes behind it would be taken for the rest of it. */
  #cutOff: unknown = null;

  /** @internal */
  constructor(socket: Socket, endpoint: Endpoint, framing: Framing<Message, Sent> | undefined) {
    this.socket = socket;
    this.#endpoint = endpoint;
    this.#framing = framing ?? null;
    this.#call = new CallLimit(socket);
    this.#frames = framing === undefined ? null : readFrames(this.#call, framing);
    this.#answers = (framing && this.#frames?.withFraming(wholeFramesOf(framing))) ?? null;
  }

  /** What it is connected to: `'tcp://127.0.0.1:8088'`. */
  get url(): string {
    return this.#endpoint.url;
  }

  get closed(): boolean {
    return this.socket.closed;
  }

  /**
   * Sends a message, all of it; the timeout limits the whole call. After a message that was sent in part every call that sends throws
   * its error again.
   * @throws {ClientError} EPIPE, ECONNRESET, ETIMEDOUT and others, of the phase write; `cause` has `bytesSent`
   * @throws {TypeError} ERR_FDSET_CLOSED, ERR_FDSET_INVALID_ARG_TYPE
   * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE when the framing cannot have such a message
   */
  send(message: Sent): void {
    const bytes =
      this.#framing === null ? toBytes(message as Sendable) : this.#framing.encode(message);
    if (this.#cutOff !== null) throw this.#cutOff as Error;
    this.#try('write', () =>
      this.#noteCutOff(() => void sendMessage(this.socket, bytes, this.#endpoint)),
    );
  }

  /**
   * Waits for the next message, or a piece of the stream where there is no framing; undefined when the server has ended.
   * @throws {ClientError} ECONNRESET, ETIMEDOUT and others, of the phase read; of the phase frame when it is no message
   * @throws {TypeError} ERR_FDSET_CLOSED
   */
  receive(): Message | undefined {
    return this.#call.whole(() => this.#receiveBehind(0, this.#frames));
  }

  /**
   * Sends a message and waits for the next one, which is its answer; the timeout limits both together. The late answer of a request
   * that was given up goes to nobody.
   * @throws as `send` and `receive`; {ClientError} ERR_FDSET_ENDED when the server ends without an answer
   * @throws {TypeError} ERR_FDSET_UNSUPPORTED on a stream without a framing
   */
  request(message: Sent): Message {
    if (this.#framing === null && !keepsBorders(this.#endpoint)) throw unframedError('connectSync');
    const answer = this.#call.whole(() => {
      this.send(message);
      return this.#receiveAnswer();
    });
    if (answer === undefined) throw explainFailure(endedError(), 'read', this.#endpoint);
    return answer;
  }

  /** The messages until the server ends. */
  *[Symbol.iterator](): Generator<Message, void, undefined> {
    for (let message = this.receive(); message !== undefined; message = this.receive())
      yield message;
  }

  /** Ends this side of the connection (SHUT_WR): it has said everything, and the server may still answer. */
  end(): void {
    this.#try('write', () => this.socket.shutdown(SHUT_WR));
  }

  /** Closes the connection; again is harmless, and any later use throws ERR_FDSET_CLOSED. */
  close(): void {
    this.socket.close();
  }

  /** Same as `close`, for `using client = ...`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #receiveAnswer(): Message | undefined {
    // Over datagrams an answer may never come, and the next message is taken for it.
    const own = isDatagram(this.#endpoint) ? 0 : 1;
    this.#owed += own;
    const answer = this.#receiveBehind(own, this.#answers);
    this.#owed -= own;
    return answer;
  }

  /** Receives a message, behind all answers that are owed but the last `own`. */
  #receiveBehind(own: number, frames: FrameReader<Message> | null): Message | undefined {
    for (; this.#owed > own; this.#owed--)
      if (this.#receiveNext(frames) === undefined) return undefined;
    return this.#receiveNext(frames);
  }

  #receiveNext(frames: FrameReader<Message> | null): Message | undefined {
    if (frames !== null) return this.#try('read', () => frames.read());
    const data = this.#try('read', () => this.#call.recv(bytesAtOnce(this.#endpoint)));
    return isEnd(data, this.#endpoint) ? undefined : (data as Message);
  }

  #noteCutOff(send: () => void): void {
    try {
      send();
    } catch (error) {
      const explained = this.#explain(error, 'write');
      if ((error as { bytesSent?: number }).bytesSent) this.#cutOff = explained;
      throw explained;
    }
  }

  #explain(error: unknown, phase: Phase): unknown {
    return explainFailure(error, error instanceof FrameError ? 'frame' : phase, this.#endpoint);
  }

  #try<Result>(phase: Phase, call: () => Result): Result {
    try {
      return call();
    } catch (error) {
      throw this.#explain(error, phase);
    }
  }
}
