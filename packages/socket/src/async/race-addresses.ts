// Connecting to one of several addresses, as RFC 8305 ("Happy Eyeballs") says: the next attempt begins when one has failed or the
// delay is over, and those before it go on meanwhile. The first that connects wins; the others are given up.
import * as timers from 'node:timers';
import { abortReason, heedAbort } from '@fdset/posix';
import type { SocketError } from '@fdset/posix';
import { isAttemptFailure, summarize } from '../connection-errors.js';
import type { CallLimits } from '../waiting-line.js';

// These are not the functions of globalThis, which a test runner's fake timers replace.
const { clearTimeout, setTimeout } = timers;

/** What is raced. */
export interface Racing<Candidate, Connection> {
  /** At least one. */
  readonly candidates: readonly Candidate[];
  /** Connects; rejects, and leaves nothing open, when the signal is aborted. */
  readonly attempt: (candidate: Candidate, signal: AbortSignal | undefined) => Promise<Connection>;
  /** How long an attempt is alone before the next begins, in ms; null waits for its end. */
  readonly delayMs: number | null;
  readonly limits: CallLimits;
  /** The error when the time is up and addresses are left. */
  readonly late: () => Error;
}

/**
 * The connection of the attempt that was first.
 * @throws as `summarize`, when all have failed; the reason of an aborted signal
 */
export const raceAddresses = async <Candidate, Connection extends { close(): void }>(
  racing: Racing<Candidate, Connection>,
): Promise<Connection> => {
  racing.limits.check();
  const [only, second] = racing.candidates;
  if (second !== undefined) return new Race(racing).run();
  try {
    return await racing.attempt(only as Candidate, racing.limits.signal);
  } catch (error) {
    throw isAttemptFailure(error) ? summarize([error], undefined) : error;
  }
};

class Race<Candidate, Connection extends { close(): void }> {
  readonly #racing: Racing<Candidate, Connection>;
  readonly #left: Candidate[];
  readonly #controller = new AbortController();
  readonly #errors: SocketError[] = [];
  #running = 0;
  #isOver = false;
  #timer: NodeJS.Timeout | undefined;
  #resolve!: (connection: Connection) => void;
  #reject!: (error: unknown) => void;

  constructor(racing: Racing<Candidate, Connection>) {
    this.#racing = racing;
    this.#left = [...racing.candidates];
  }

  async run(): Promise<Connection> {
    const { signal } = this.#racing.limits;
    const ignoreAbort = signal && heedAbort(signal, () => this.#fail(abortReason(signal)));
    try {
      return await new Promise((resolve, reject) => {
        this.#resolve = resolve;
        this.#reject = reject;
        this.#startNext();
      });
    } finally {
      ignoreAbort?.();
    }
  }

  #startNext(): void {
    clearTimeout(this.#timer);
    const { attempt, delayMs } = this.#racing;
    const candidate = this.#left.shift() as Candidate;
    this.#running++;
    attempt(candidate, this.#controller.signal).then(
      (connection) => this.#win(connection),
      (error: unknown) => this.#lose(error),
    );
    if (delayMs !== null && this.#left.length > 0)
      this.#timer = setTimeout(() => this.#startNext(), delayMs);
  }

  #win(connection: Connection): void {
    // Two may connect in the same turn.
    if (this.#isOver) return connection.close();
    this.#end();
    this.#resolve(connection);
  }

  #lose(error: unknown): void {
    this.#running--;
    if (this.#isOver) return;
    if (!isAttemptFailure(error)) return this.#fail(error);
    this.#errors.push(error);
    if (this.#left.length === 0) {
      if (this.#running === 0) this.#fail(summarize(this.#errors, undefined));
      return;
    }
    const { limits, late } = this.#racing;
    if (limits.leftMs === 0) this.#fail(late());
    else this.#startNext();
  }

  #fail(error: unknown): void {
    if (this.#isOver) return;
    this.#end();
    this.#reject(error);
  }

  #end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#controller.abort();
  }
}
