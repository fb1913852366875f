// A verb of Socket as an operation: an attempt (verbs/attempt.ts), whose waiting the port does.
import { AF_UNIX, MSG_WAITALL, POLLIN, SOCK_STREAM, SocketError } from '@fdset/posix';
import type { Address } from '@fdset/posix';
import { EVENT_READ, whenReady } from '@fdset/selectors';
import { Unfinished } from '../verbs/attempt.js';
import type { Outcome } from '../verbs/attempt.js';
import { Backoff } from './backoff.js';
import { Operation } from './operation.js';
import type { Serving } from './operation.js';
import { turnBudget } from './turn-budget.js';
import { toAbortError, withNothingSent, withProgress, withProgressOf } from './with-progress.js';

/** An attempt as a socket makes it. */
export interface VerbCall<A, T> {
  readonly call: string;
  /** The address of the peer, for errors. */
  readonly address?: Address;
  readonly attempt: () => Outcome<A>;
  /** Makes the result of the verb from that of the attempt. */
  readonly convert: (result: A) => T;
  /** The bytes of a result that comes after the operation was given up; the next reads get them. */
  readonly bytesOf?: (result: A) => Uint8Array;
  /** Whether its errors tell how many bytes were sent. */
  readonly sends?: boolean;
}

/** One call of a verb. */
export class Verb<A, T> extends Operation<T> {
  readonly #verb: VerbCall<A, T>;
  readonly #serving: Serving;
  #unfinished: Unfinished<A> | null = null;
  #backoff: Backoff | null = null;

  constructor(verb: VerbCall<A, T>, serving: Serving) {
    super(verb.call, serving, verb.address);
    this.#verb = verb;
    this.#serving = serving;
  }

  override begin(): void {
    // Verbs that always find everything ready would not let the event loop have its turn.
    if (this.isDirect || turnBudget.spend()) return this.#try(() => this.#verb.attempt());
    turnBudget.onRenewed(() => {
      if (!this.isEnded) this.#try(() => this.#verb.attempt());
    });
  }

  override ready(events: number): void {
    const unfinished = this.#unfinished;
    if (unfinished === null) return;
    this.#try(() => unfinished.again(events));
  }

  protected override withdraw(): void {
    this.#cancelWait();
  }

  protected override explain(error: unknown): unknown {
    const explained = this.#verb.sends === true ? withProgress(error, 0) : error;
    const unfinished = this.#unfinished;
    if (unfinished === null) return explained;
    this.#unfinished = null;
    // The attempt knows that it was given up by the kind of the error; the reason of a signal may be anything.
    const told = explained instanceof SocketError ? explained : toAbortError(explained);
    try {
      const outcome = unfinished.failed(told);
      if (!(outcome instanceof Unfinished)) this.#keep(outcome);
      return explained;
    } catch (failure) {
      return failure === told ? withProgressOf(told, explained) : failure;
    }
  }

  #keep(result: A): void {
    const bytes = this.#verb.bytesOf?.(result);
    if (bytes !== undefined) this.lane.keep(bytes);
  }

  #try(attempt: () => Outcome<A>): void {
    let outcome: Outcome<A>;
    try {
      outcome = this.#untilBlocked(attempt());
      if (!(outcome instanceof Unfinished)) return this.#done(outcome);
    } catch (error) {
      this.#cancelWait();
      return this.fail(this.#verb.sends === true ? withNothingSent(error) : error);
    }
    this.#wait(outcome);
  }

  // A try that moved a part does not show that the next one would block, and an edge that has come does not come again.
  #untilBlocked(first: Outcome<A>): Outcome<A> {
    let outcome = first;
    let moved = -1;
    while (outcome instanceof Unfinished && outcome.readFrom < 0 && isAtWork(outcome, moved)) {
      moved = outcome.moved;
      outcome = outcome.again(0);
    }
    return outcome;
  }

  #done(result: A): void {
    this.#cancelWait();
    this.finish(this.#verb.convert(result));
  }

  #wait(unfinished: Unfinished<A>): void {
    this.#unfinished = unfinished;
    if (this.isDirect) return;
    if (unfinished.readFrom >= 0) return this.#awaitFile(unfinished);
    const { port, state } = this.#serving;
    if ((unfinished.events & POLLIN) !== 0) return port.awaitRead(unfinished.events);
    port.awaitWrite(unfinished.events);
    if (this.isEnded) return;
    // The kernel does not tell when the queue of a Unix socket has room that was not connected to it.
    const isUnannounced =
      state.family === AF_UNIX && (state.type !== SOCK_STREAM || this.call === 'connect');
    if (isUnannounced) (this.#backoff ??= new Backoff(() => this.ready(unfinished.events))).next();
  }

  #awaitFile(unfinished: Unfinished<A>): void {
    whenReady(unfinished.readFrom, EVENT_READ).then(
      () => this.#isCurrent(unfinished) && this.ready(0),
      (error: unknown) => this.#isCurrent(unfinished) && this.giveUp(error),
    );
  }

  #isCurrent(unfinished: Unfinished<A>): boolean {
    return !this.isEnded && this.#unfinished === unfinished;
  }

  #cancelWait(): void {
    this.#backoff?.cancel();
    if (this.#unfinished === null || this.isDirect) return;
    const { port } = this.#serving;
    if ((this.#unfinished.events & POLLIN) !== 0) port.cancelRead();
    else port.cancelWrite();
  }
}

/** Whether an attempt has moved something since `moved`; before the first repetition, whether it may have. */
const isAtWork = ({ moved, flags }: Unfinished<unknown>, before: number): boolean =>
  before < 0 ? moved > 0 || (flags & MSG_WAITALL) !== 0 : moved > before;
