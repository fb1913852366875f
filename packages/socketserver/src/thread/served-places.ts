// A thread that handles several requests at once: each place has a slot of its own, and waits for its next job on the event
// loop, by Atomics.waitAsync.
import type { HandlerClass } from '../handler/handler-source.js';
import type { WorkerStart } from '../strategy/worker.js';
import { RunningJobs } from '../worker/running-jobs.js';
import { SlotState } from './job-slot.js';
import type { JobSlot } from './job-slot.js';
import { ServedSlot } from './served-slot.js';
import type { ThreadMessage } from './thread-program.js';

/** The places of one thread. */
export class ServedPlaces {
  readonly #Handler: HandlerClass<unknown>;
  readonly #start: WorkerStart;
  readonly #send: (message: ThreadMessage) => void;
  readonly #running = new RunningJobs();
  readonly #slots: JobSlot[] = [];

  constructor(
    Handler: HandlerClass<unknown>,
    start: WorkerStart,
    send: (message: ThreadMessage) => void,
  ) {
    this.#Handler = Handler;
    this.#start = start;
    this.#send = send;
  }

  /** Serves one more slot from now on. */
  add(slot: JobSlot): void {
    const place = this.#slots.push(slot) - 1;
    const served = new ServedSlot(slot, this.#start, (error) => {
      this.#send(error === null ? { type: 'ended', place } : { type: 'failed', place, error });
    });
    // An error of a job itself ends the thread.
    void this.#serve(slot, served);
  }

  /** Aborts a request, which may not have begun, or may have ended. */
  abort(id: number): void {
    const isWaiting = this.#slots.some(
      (slot) => slot.state === SlotState.job && slot.read().id === id,
    );
    if (isWaiting) this.#running.abortLater(id);
    else this.#running.abort(id);
  }

  async #serve(slot: JobSlot, served: ServedSlot): Promise<never> {
    for (;;) {
      await slot.waitAsync();
      await served.serve(this.#Handler, this.#running);
    }
  }
}
