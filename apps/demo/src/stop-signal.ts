// SIGINT and SIGTERM for programs that block the main thread.
// Node runs a signal's handler on its event loop, which a blocked or busy thread never reaches. A blocked call of
// @fdset ends with InterruptedError instead; this class then lets the loop look for signals, so that the handler runs.
// A server that always finds work never blocks, so it lets the loop do so every BREATH_EVERY_MS as well.
import { hearSignals, InterruptedError } from '@fdset/posix';

/** Bounds how late a busy server hears a signal, at a cost of some microseconds per breath. */
const BREATH_EVERY_MS = 20;

/** Thrown out of a server's loop once the user asked it to stop. */
class StopRequested extends Error {}

export class StopSignal {
  #requested = false;
  #lastBreath = performance.now();
  readonly #request = (): void => {
    this.#requested = true;
  };

  /** Runs `server` until it returns or a signal stops it; only other errors come through. */
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

  /** Makes a call that may block, and makes it again if something other than a stop interrupted it. */
  async call<T>(blockingCall: () => T): Promise<T> {
    for (;;) {
      await this.breathe();
      try {
        return blockingCall();
      } catch (error) {
        if (!(error instanceof InterruptedError)) throw error;
        this.#lastBreath = -Infinity;
      }
    }
  }

  /** Lets the event loop turn when that is due; throws once a stop was asked for. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#lastBreath >= BREATH_EVERY_MS) {
      await hearSignals();
      this.#lastBreath = performance.now();
    }
    if (this.#requested) throw new StopRequested();
  }
}
