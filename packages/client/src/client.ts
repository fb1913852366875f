// A connection as its client sees it: messages go out, answers and other messages come in, and a lost connection may be made again.
import { EventEmitter } from 'node:events';
import { closedError, heedAbort } from '@fdset/posix';
import type { Sendable } from '@fdset/posix';
import type { ClientEvents } from './client-events.js';
import type { CheckedOptions, ClientOptions, Greeter } from './client-options.js';
import { Link } from './connection/link.js';
import type { Connection } from './connection/open-connection.js';
import { ClientError, ConnectionLostError } from './errors/client-error.js';
import { endedError } from './errors/ended-error.js';
import { lateError } from './errors/late-error.js';
import { Deadlines } from './exchange/deadlines.js';
import { Exchanges } from './exchange/exchanges.js';
import { Inbox } from './exchange/inbox.js';
import type { EndOfMessages } from './exchange/inbox.js';
import { Outbound } from './exchange/outbound.js';
import type { Outgoing } from './exchange/outgoing.js';
import { Pending } from './exchange/pending.js';
import type { OperationOptions } from '@fdset/socket/async';
import { isDatagram } from './url/endpoint.js';
import type { Endpoint } from './url/endpoint.js';

/**
 * A connected client, which {@link connect} makes. Close it, or declare it with `await using`.
 *
 * @typeParam Message - what is received.
 * @typeParam Sent - what may be sent.
 */
export class Client<Message = Buffer, Sent = Sendable> extends EventEmitter<ClientEvents> {
  readonly #endpoint: Endpoint;
  readonly #options: ClientOptions<Message, Sent>;
  readonly #outbound: Outbound<Message, Sent>;
  readonly #greeter: Greeter<Message, Sent>;
  readonly #exchanges: Exchanges;
  readonly #inbox: Inbox<Message>;
  readonly #link: Link<Message>;
  readonly #deadlines: Deadlines;
  readonly #onGiveUp = (): void => {
    this.#exchanges.forget();
    this.#link.write();
  };
  readonly #ignoreAbort: () => void;
  /** Why nothing is sent any more. */
  #refusal: { readonly error: unknown } | null = null;
  #isClosed = false;

  /** @internal */
  constructor(
    connection: Connection,
    endpoint: Endpoint,
    options: ClientOptions<Message, Sent>,
    checked: CheckedOptions,
  ) {
    super();
    this.#endpoint = endpoint;
    this.#options = options;
    const { framing } = options;
    const parts = { endpoint, framing, requestTimeoutMs: checked.requestTimeoutMs };
    this.#outbound = new Outbound(parts, (outgoing) => this.#put(outgoing, false));
    this.#greeter = new Outbound(parts, (outgoing) => this.#put(outgoing, true));
    this.#exchanges = new Exchanges(checked.maxPipelined, isDatagram(endpoint));
    this.#inbox = new Inbox(checked.maxUnreadBytes);
    this.#deadlines = new Deadlines(
      () => [...this.#exchanges.unsettled, ...this.#inbox.takers],
      (call) => call.giveUp(lateError(call, endpoint)),
    );
    this.#link = this.#makeLink(checked.plan);
    const { signal } = options;
    this.#ignoreAbort = signal ? heedAbort(signal, () => this.#close(signal.reason)) : () => {};
    this.#link.start(connection);
  }

  /** What it is connected to: `'tcp://127.0.0.1:8088'`. */
  get url(): string {
    return this.#endpoint.url;
  }

  /** Whether `close` was called, or nothing comes any more. */
  get closed(): boolean {
    return this.#isClosed;
  }

  /** The connection beneath, for its options and addresses; null between two of them. What it receives is missed here. */
  get connection(): Connection | null {
    const { connection } = this.#link;
    return connection === null || connection.closed ? null : connection;
  }

  /**
   * Sends a message, after those before it; resolves when the kernel has taken it, which is where a sender should wait. Bytes may be
   * changed as soon as the call returns. A message that is given up while it is being written goes out all the same.
   * @throws {ConnectionLostError} (rejects) with `sent`
   * @throws {ClientError} (rejects) ETIMEDOUT when `timeoutMs` is over
   * @throws {TypeError} (rejects) ERR_FDSET_CLOSED, ERR_FDSET_INVALID_ARG_TYPE
   * @throws {RangeError} (rejects) ERR_FDSET_OUT_OF_RANGE when the framing cannot have such a message
   */
  send(message: Sent, options?: OperationOptions): Promise<void> {
    return this.#outbound.send(message, options);
  }

  /**
   * Sends a message and resolves to its answer. Requests may be made at once: they are sent one behind the other without waiting
   * (`maxPipelined`), and answered in their order. The limit, `requestTimeoutMs` unless the options have one, runs from the call on;
   * the late answer of a request that was given up goes to nobody.
   * @throws (rejects) as `send`; {TypeError} ERR_FDSET_UNSUPPORTED on a stream without a framing
   */
  request(message: Sent, options?: OperationOptions): Promise<Message> {
    return this.#outbound.request(message, options);
  }

  /**
   * The next message that is no answer; undefined when the server has ended. A call that is given up loses no message.
   * @throws {ClientError} (rejects) when the connection was lost, or ETIMEDOUT
   * @throws {TypeError} (rejects) ERR_FDSET_CLOSED
   */
  receive(options?: OperationOptions): Promise<Message | undefined> {
    try {
      if (this.#isClosedByUser) throw closedError('client');
      return this.#take(options);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** The messages that are no answers, until the server or `close` ends them. `break` closes nothing. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Message, void, undefined> {
    while (!this.#isClosedByUser) {
      const message = await this.#take().catch((error: unknown) => {
        if (this.#isClosedByUser) return undefined;
        throw error;
      });
      if (message === undefined) return;
      yield message;
    }
  }

  /**
   * Ends this side of the connection (SHUT_WR) as soon as everything is sent; what the server still says is received. After it a lost
   * connection is made again only for what waits to be sent.
   */
  end(): void {
    this.#refusal ??= { error: closedError('sending side of the client') };
    this.#link.end();
  }

  /** Closes the connection; calls that are pending reject with ERR_FDSET_CLOSED. A second call does nothing. */
  close(): void {
    this.#close(closedError('client'));
  }

  /** Same as `close`, for `await using`; resolves when the descriptor is closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await this.#link.connection?.[Symbol.asyncDispose]();
  }

  get #isClosedByUser(): boolean {
    return this.#isClosed && isOwn(this.#refusal?.error);
  }

  #take(options?: OperationOptions): Promise<Message | undefined> {
    const taker = new Pending<Message | undefined>('receive', options, null);
    this.#inbox.take(taker);
    if (!taker.isSettled) this.#deadlines.add(taker);
    return taker.promise;
  }

  /** @throws why nothing is sent any more */
  #put(outgoing: Outgoing<unknown>, isGreeting: boolean): void {
    // A client that is to end says its greeting all the same, for what still waits to be sent.
    if (this.#refusal !== null && (this.#isClosed || !isGreeting))
      throw this.#refusal.error as Error;
    if (isGreeting) this.#exchanges.greet(outgoing);
    else this.#exchanges.add(outgoing);
    this.#deadlines.add(outgoing);
    // Those behind it may be waiting for nothing else.
    outgoing.onGiveUp = this.#onGiveUp;
    this.#link.write();
  }

  #hear(message: Message, bytes: number): void {
    const { isAnswer } = this.#options;
    if (!this.#exchanges.hasAwaited || isAnswer?.(message) === false)
      return this.#inbox.put(message, bytes);
    this.#exchanges.answer(message);
    if (this.#exchanges.hasWaiting) this.#link.write();
  }

  #makeLink(plan: ConstructorParameters<typeof Link>[0]['plan']): Link<Message> {
    const { onReconnect, framing = null } = this.#options;
    return new Link<Message>({
      endpoint: this.#endpoint,
      framing,
      options: this.#options,
      plan,
      exchanges: this.#exchanges,
      events: {
        onMessage: (message, bytes) => this.#hear(message, bytes),
        whenRoom: () => (this.#inbox.isFull ? this.#inbox.room() : undefined),
        greet: () => onReconnect?.(this.#greeter),
        onLost: (loss) => this.#tell('disconnect', loss),
        onAttempt: (attempt) => this.#tell('reconnecting', attempt),
        onBack: () => this.#tell('reconnect'),
        onEnd: (error) => this.#end(error),
      },
    });
  }

  #close(reason: unknown): void {
    if (this.#isClosed) return;
    this.#refusal = { error: reason };
    this.#exchanges.loseStarted(() => reason);
    this.#link.close(reason);
    this.#finish({ error: reason }, () => reason);
    this.#tell('close', isOwn(reason) ? null : reason);
  }

  /** There will be no other connection. */
  #end(error: unknown): void {
    const loss = error instanceof ClientError ? error : endOf(this.#endpoint, error);
    this.#refusal = { error: new ConnectionLostError(loss, 'no') };
    this.#finish(error === null ? null : { error }, () => new ConnectionLostError(loss, 'no'));
    this.#tell('close', error);
  }

  #finish(end: EndOfMessages, makeError: () => unknown): void {
    this.#isClosed = true;
    this.#exchanges.endGreeting(makeError);
    this.#exchanges.refuseWaiting(makeError);
    this.#inbox.end(end);
    this.#deadlines.end();
    this.#ignoreAbort();
  }

  /** An error of a listener is its own, and no error of the connection. */
  #tell<Name extends keyof ClientEvents>(name: Name, ...args: ClientEvents[Name]): void {
    process.nextTick(() => this.emit(name, ...(args as never)));
  }
}

const isOwn = (reason: unknown): boolean =>
  (reason as { code?: unknown } | null)?.code === 'ERR_FDSET_CLOSED';

function endOf(endpoint: Endpoint, error: unknown): ClientError {
  const cause =
    error === null ? endedError() : new Error('connecting again failed', { cause: error });
  return new ClientError('read', endpoint, cause);
}
