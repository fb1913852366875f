// The jobs of a worker that handles several at once, and how each of them is aborted.
import { untilAborted } from '../server/until-aborted.js';

/** The jobs under way, by their ids. */
export class RunningJobs {
  readonly #aborts = new Map<number, () => void>();
  readonly #aborted = new Set<number>();

  /**
   * Waits for a handler whose promise never rejects, or for a while after the job was aborted.
   * @param cutOff - makes the handler stop soon
   */
  async wait(id: number, handled: Promise<void>, cutOff: () => void): Promise<void> {
    const isAborted = this.#aborted.delete(id);
    this.#aborts.set(id, () => {});
    const onAbort = (abort: () => void): void => void this.#aborts.set(id, abort);
    await untilAborted(handled, { isAborted, abort: cutOff, onAbort, giveUp: () => {} });
    this.#aborts.delete(id);
  }

  /** Aborts a job; one that has ended is left alone. */
  abort(id: number): void {
    const abort = this.#aborts.get(id);
    if (abort === undefined) return;
    this.#aborts.set(id, () => {});
    abort();
  }

  /** Aborts a job that has not begun, as soon as it does. */
  abortLater(id: number): void {
    this.#aborted.add(id);
  }
}
