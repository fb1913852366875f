// One serving of a server, from its start to the end of its last request: what serveForever and
// handleRequest have in common. The waiting itself is accept-loop.ts.
import { clearInterval, clearTimeout, setInterval, setTimeout } from 'node:timers';
import { isPromise } from '../basics.js';
import { requestContext } from '../handler/run-handler.js';
import { AcceptLoop } from './accept-loop.js';
import type { AcceptSource } from './accept-loop.js';
import { ServerHooks } from './server-hooks.js';
import { whileAlive } from './until-aborted.js';

// One call of serviceActions, in an asynchronous context of its own, and only where it is overridden.

type Serviced = Pick<ServerHooks<unknown>, 'serviceActions'>;

/** Whether a server has actions of its own. */
export const hasActions = ({ serviceActions }: Serviced): boolean =>
  serviceActions !== ServerHooks.prototype.serviceActions;

/**
 * Calls them; an override may be asynchronous, and `onError` is told what its promise rejects with.
 * @throws what they throw
 */
export const callActions = (server: Serviced, onError: (error: unknown) => void): void => {
  if (!hasActions(server)) return;
  const acting: unknown = requestContext().runInAsyncScope(server.serviceActions, server);
  if (isPromise(acting)) acting.then(undefined, onError);
};

// Calls serviceActions beside the requests while a server serves. It is a timer's turn, where an error would
// be nobody's and end the process: here it ends the serving, and becomes the error of serveForever.

/** An interval whose errors are kept. */
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

  /** Throws what the action threw. */
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

/** What a turn asks of its server. */
export interface ServingSource extends AcceptSource {
  /** Starts what handles the requests. */
  start(): Promise<void>;
  /** Whether requests are taken at present. */
  isOpen(): boolean;
}

/** One run of the accept loop with what belongs around it. */
export class ServingTurn {
  readonly #source: ServingSource;
  readonly #loop: AcceptLoop;
  #started = false;
  #stopped = false;
  readonly #over: Promise<boolean>;
  #letGo!: () => void;

  /** @param limit - after so many requests it ends by itself. */
  constructor(source: ServingSource, limit: number) {
    this.#source = source;
    this.#loop = new AcceptLoop(source, limit);
    this.#over = new Promise((resolve) => (this.#letGo = () => resolve(false)));
  }

  /** Resolves when it has ended, to whether the time was up before a request came. */
  run(timeoutMs: number | null): Promise<boolean> {
    // While accepting pauses nothing is watched, and neither workers nor what an asynchronous handler awaits need be
    // known to the event loop: the process of a server would end with its clients waiting.
    return whileAlive(Promise.race([this.#run(timeoutMs), this.#over]));
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
      // Counted from when a request would be noticed: workers may have had to start first.
      if (timeoutMs !== null) timer = setTimeout(late, timeoutMs);
      return (await running) === 0 && isLate;
    } finally {
      if (timer !== null) clearTimeout(timer);
    }
  }

  /** Takes no further request; true when `run` resolves without waiting for anything. */
  stop(): boolean {
    this.#stopped = true;
    return this.#loop.stop() && this.#started;
  }

  /** Ends it though its start, or what was begun with a request, never settles: the server is closed. */
  letGo(): void {
    this.#letGo();
  }

  /** Ends it, with an error of something that belongs to it. */
  fail(error: unknown): void {
    this.#loop.fail(error);
  }

  /** Pauses and goes on. */
  setOpen(open: boolean): void {
    this.#loop.setOpen(open);
  }
}
