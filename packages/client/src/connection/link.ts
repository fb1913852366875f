// The link of a client to its server: one connection after the other, as long as a lost one may be made again.
import { ClientError, ConnectionLostError } from '../errors/client-error.js';
import { asError } from '../errors/as-error.js';
import type { Exchanges } from '../exchange/exchanges.js';
import type { Endpoint } from '../url/endpoint.js';
import { openConnection } from './open-connection.js';
import type { Connection, OpenOptions } from './open-connection.js';
import { delayOf, wait } from './reconnecting.js';
import type { ReconnectPlan } from './reconnecting.js';
import { Session } from './session.js';
import type { SessionEvents } from './session.js';
import type { IncomingFraming } from '@fdset/socket/framing';

/** What a link is made of. */
export interface LinkParts<Message> {
  readonly endpoint: Endpoint;
  readonly framing: IncomingFraming<Message> | null;
  readonly options: OpenOptions;
  /** null: what is lost stays lost. */
  readonly plan: ReconnectPlan | null;
  readonly exchanges: Exchanges;
  readonly events: LinkEvents<Message>;
}

/** What a link tells. */
export interface LinkEvents<Message> extends Pick<
  SessionEvents<Message>,
  'onMessage' | 'whenRoom'
> {
  /** Says what the protocol says first over a new connection. */
  readonly greet: () => void | Promise<void>;
  readonly onLost: (loss: ClientError) => void;
  readonly onAttempt: (attempt: { attempt: number; delayMs: number; error: unknown }) => void;
  readonly onBack: () => void;
  /** There will be no other connection; null when the server has ended the last one. */
  readonly onEnd: (error: unknown) => void;
}

/** One client's connections. */
export class Link<Message> {
  readonly #parts: LinkParts<Message>;
  readonly #life = new AbortController();
  #session: Session<Message> | null = null;
  #connection: Connection | null = null;
  #loss: ClientError | null = null;
  #isGreeting = false;
  /** Tells a greeting that its connection is lost. */
  #onGreetingLost: ((loss: unknown) => void) | null = null;
  #isEnding = false;
  #failures = 0;

  constructor(parts: LinkParts<Message>) {
    this.#parts = parts;
  }

  /** The connection that stands, or has stood last. */
  get connection(): Connection | null {
    return this.#connection;
  }

  start(connection: Connection): void {
    const { endpoint, framing, exchanges, events } = this.#parts;
    this.#connection = connection;
    const session: Session<Message> = new Session(connection, endpoint, framing, exchanges, {
      whenRoom: events.whenRoom,
      onMessage: (message, bytes) => {
        this.#failures = 0;
        events.onMessage(message, bytes);
      },
      onOver: (loss) => {
        // One that was dropped may tell it late, when there is another.
        if (session === this.#session) this.#over(loss);
      },
    });
    this.#session = session;
    session.start();
  }

  /** Writes what waits, as soon as there is a connection. */
  write(): void {
    this.#session?.write();
  }

  /** Ends the sending direction when everything that waits is written, over another connection if need be. */
  end(): void {
    this.#isEnding = true;
    if (this.#isGreeting) return;
    if (this.#session !== null) this.#session.end();
    else if (this.#isDone) {
      // It waits for an attempt that nobody needs.
      this.#life.abort();
      this.#parts.events.onEnd(null);
    }
  }

  /** Closes the connection, and makes no other. */
  close(reason: unknown): void {
    this.#life.abort(reason);
    const session = this.#session;
    this.#session = null;
    session?.close(new ClientError('read', this.#parts.endpoint, new Error('closed')));
    this.#onGreetingLost?.(reason);
  }

  #over(loss: ClientError): void {
    this.#session = null;
    this.#loss = loss;
    const { exchanges, events, plan } = this.#parts;
    exchanges.loseStarted(({ sent }) => new ConnectionLostError(loss, sent));
    if (this.#isGreeting) {
      exchanges.endGreeting(() => new ConnectionLostError(loss, 'no'));
      return this.#onGreetingLost?.(loss);
    }
    events.onLost(loss);
    if (plan === null || this.#isDone) return events.onEnd(errorOf(loss));
    void this.#comeBack(plan, loss);
  }

  async #comeBack(plan: ReconnectPlan, loss: ClientError): Promise<void> {
    let error: unknown = loss;
    while (this.#failures < plan.attempts && !this.#isDone) {
      const attempt = ++this.#failures;
      const delayMs = delayOf(attempt, plan);
      this.#parts.events.onAttempt({ attempt, delayMs, error });
      try {
        await wait(delayMs, this.#life.signal);
        await this.#connectAgain();
        if (!this.#life.signal.aborted) this.#parts.events.onBack();
        return;
      } catch (failure) {
        if (this.#life.signal.aborted) return;
        error = failure;
      }
    }
    this.#parts.events.onEnd(this.#isDone ? errorOf(loss) : error);
  }

  /** Whether this side has ended, and everything was sent. */
  get #isDone(): boolean {
    return this.#isEnding && !this.#parts.exchanges.hasWaiting;
  }

  /** @throws when the connection does not stand, or its greeting failed */
  async #connectAgain(): Promise<void> {
    const { endpoint, options, exchanges, events } = this.#parts;
    const connection = await openConnection(endpoint, options, this.#life.signal);
    exchanges.beginGreeting();
    this.#isGreeting = true;
    this.#loss = null;
    try {
      this.start(connection);
      await this.#greet(events.greet);
    } catch (error) {
      await this.#drop(error);
      throw error;
    } finally {
      this.#isGreeting = false;
      this.#onGreetingLost = null;
      exchanges.endGreeting(() => new ConnectionLostError(this.#loss ?? unsaid(endpoint), 'no'));
    }
    this.#requireStanding();
    if (this.#isEnding) this.#session?.end();
    else this.write();
  }

  /** Says the greeting; a lost connection ends it, whatever it waits for. */
  async #greet(greet: () => void | Promise<void>): Promise<void> {
    const lost = new Promise<never>((_resolve, reject) => (this.#onGreetingLost = reject));
    const greeting = (async () => greet())();
    for (const one of [lost, greeting]) one.catch(() => {});
    await Promise.race([greeting, lost]);
  }

  /** A greeting that waits for nothing does not find out that its connection is lost. */
  #requireStanding(): void {
    if (this.#loss !== null) throw this.#loss;
  }

  /** Closes a connection whose greeting has failed; what it was sending tells how much had gone out. */
  async #drop(error: unknown): Promise<void> {
    const session = this.#session;
    if (session === null) return;
    const over = new Promise<void>((resolve) => (this.#onGreetingLost = () => resolve()));
    session.close(new ClientError('connect', this.#parts.endpoint, asError(error)));
    await over;
  }
}

const unsaid = (endpoint: Endpoint): ClientError =>
  new ClientError('write', endpoint, new Error('the greeting ended without it'));

/** A server that has ended the connection in good order is no error. */
const errorOf = (loss: ClientError): ClientError | null =>
  loss.code === 'ERR_FDSET_ENDED' ? null : loss;
