// One serving of a server, from its start to the end of its last request. serveForever and handleRequest both use it;
// accept-loop.ts waits for the requests.
import { clearInterval, clearTimeout, setInterval, setTimeout } from 'node:timers';
import { isPromise } from '../basics.js';
import { requestContext } from '../handler/run-handler.js';
import { AcceptLoop } from './accept-loop.js';
import type { AcceptSource } from './accept-loop.js';
import { ServerHooks } from './server-hooks.js';
import { keepProcessAlive } from './until-aborted.js';

type Serviced = Pick<ServerHooks<unknown>, 'serviceActions'>;

/** Whether a server overrides serviceActions. */
export const hasActions = ({ serviceActions }: Serviced): boolean =>
  serviceActions !== ServerHooks.prototype.serviceActions;

/**
 * Calls an overridden serviceActions in an asynchronous context of its own. If it returns a promise that rejects,
 * `onError` gets the error.
 * @throws the error that serviceActions throws
 */
export const callActions = (server: Serviced, onError: (error: unknown) => void): void => {
  if (!hasActions(server)) return;
  const acting: unknown = requestContext().runInAsyncScope(server.serviceActions, server);
  if (isPromise(acting)) acting.then(undefined, onError);
};

// An interval calls serviceActions while a server serves. An error thrown in a timer would end the process, so the
// error ends the serving instead and becomes the error of serveForever.

/** An interval that keeps the first error of its action. */
export class ServiceTimer {
  readonly #action: () => void;
  readonly #onError: () => void;
  #timer: NodeJS.Timeout | null = null;
  #failure: { readonly error: unknown } | null = null;

  constructor(action: () => void, onError: () => void) {
    this.#action = action;
    this.#onError = onError;
  }

  start(intervalMs: number): void {
    this.#timer = setInterval(() => this.#run(), intervalMs);
  }

  [Symbol.dispose](): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Throws the error of the action, if there was one. */
  rethrow(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }

  #run(): void {
    try {
      this.#action();
    } catch (error) {
      this.#failure ??= { error };
      this.#onError();
    }
  }
}

/** The callbacks of a turn to its server. */
export interface ServingSource extends AcceptSource {
  /** Starts the strategy. */
  start(): Promise<void>;
  /** Whether requests are taken at present. */
  isOpen(): boolean;
}

/** One run of the accept loop, with the start of the strategy and the time-out. */
export class ServingTurn {
  readonly #source: ServingSource;
  readonly #loop: AcceptLoop;
  #started = false;
  #stopped = false;
  readonly #givenUp: Promise<boolean>;
  #giveUp!: () => void;

  /** @param limit - the turn ends by itself after this many requests */
  constructor(source: ServingSource, limit: number) {
    this.#source = source;
    this.#loop = new AcceptLoop(source, limit);
    this.#givenUp = new Promise((resolve) => (this.#giveUp = () => resolve(false)));
  }

  /** Resolves when the turn has ended: to true when the time-out ended before a request came. */
  run(timeoutMs: number | null): Promise<boolean> {
    // While accepting pauses, nothing is watched. Neither workers nor the promise of an asynchronous handler need keep
    // the event loop running, so the process would end while clients wait.
    return keepProcessAlive(Promise.race([this.#run(timeoutMs), this.#givenUp]));
  }

  async #run(timeoutMs: number | null): Promise<boolean> {
    let timer: NodeJS.Timeout | null = null;
    let isLate = false;
    const late = (): void => {
      isLate = true;
      this.stop();
    };
    await this.#source.start();
    if (this.#stopped) return false;
    this.#started = true;
    try {
      const running = this.#loop.run(this.#source.isOpen());
      // The time-out begins only now, because the start of the workers may have taken long.
      if (timeoutMs !== null) timer = setTimeout(late, timeoutMs);
      return (await running) === 0 && isLate;
    } finally {
      if (timer !== null) clearTimeout(timer);
    }
  }

  /** Takes no further request. Returns true when `run` resolves without waiting for a request or for the start. */
  stop(): boolean {
    this.#stopped = true;
    return this.#loop.stop() && this.#started;
  }

  /** Resolves `run` although the start or a request may never settle: the server is closed. */
  giveUp(): void {
    this.#giveUp();
  }

  /** Ends the turn with an error. */
  fail(error: unknown): void {
    this.#loop.fail(error);
  }

  /** Pauses accepting, or goes on. */
  setOpen(open: boolean): void {
    this.#loop.setOpen(open);
  }
}
