// Handles SIGINT and SIGTERM for programs that block the main thread. Node runs a signal's handler on its event loop, which a blocked
// or busy thread never reaches. A blocked call of @fdset ends with InterruptedError instead, and this class then lets the event loop
// run the handler. A server that always finds work never blocks, so it also lets the event loop run every TURN_EVERY_MS.
import { InterruptedError, hearSignals } from '@fdset/socket';

/** Limits how late a busy server handles a signal; each turn costs some microseconds. */
const TURN_EVERY_MS = 20;

/** Thrown in a server's loop when the user has asked it to stop. */
class StopRequested extends Error {}

export class StopSignal {
  #requested = false;
  readonly #controller = new AbortController();
  #lastTurn = performance.now();
  readonly #request = (): void => {
    this.#requested = true;
    this.#controller.abort(new StopRequested());
  };

  /** Runs `server` until it returns or a signal stops it; rejects with any other error. */
  async run(server: () => Promise<void>): Promise<void> {
    process.on('SIGINT', this.#request).on('SIGTERM', this.#request);
    try {
      await server();
    } catch (error) {
      if (!(error instanceof StopRequested)) throw error;
    } finally {
      process.off('SIGINT', this.#request).off('SIGTERM', this.#request);
    }
  }

  /** Makes a call that may block, and repeats it if another signal interrupted it. */
  async call<T>(blockingCall: () => T): Promise<T> {
    for (;;) {
      await this.takeTurn();
      try {
        return blockingCall();
      } catch (error) {
        if (!(error instanceof InterruptedError)) throw error;
        this.#lastTurn = -Infinity;
      }
    }
  }

  /** Makes a call that awaits, and that the signal ends when a stop is requested. */
  async abortable<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.#controller.signal.throwIfAborted();
    return call(this.#controller.signal);
  }

  /** Lets the event loop run if that is due; throws when a stop was requested. */
  async takeTurn(): Promise<void> {
    if (performance.now() - this.#lastTurn >= TURN_EVERY_MS) {
      await hearSignals();
      this.#lastTurn = performance.now();
    }
    if (this.#requested) throw new StopRequested();
  }
}
