// How soon a host that ended without a request has a successor: later and later, since hosts that end by themselves would
// keep a processor busy with their starts.
import { clearTimeout, setTimeout } from 'node:timers';
import { nowMs } from '../now-ms.js';
import { RETRY_MS } from './host.js';

const LONGEST_MS = 2000;
// After so long without one it was an accident, and no habit.
const FORGOTTEN_MS = 10_000;

/** The rests of one crew. */
export class ReplacingRest {
  readonly #onOver: () => void;
  #timer: NodeJS.Timeout | null = null;
  #delayMs = RETRY_MS;
  #begunAt = -Infinity;

  constructor(onOver: () => void) {
    this.#onOver = onOver;
  }

  get isOn(): boolean {
    return this.#timer !== null;
  }

  begin(): void {
    if (this.#timer !== null) return;
    const now = nowMs();
    if (now - this.#begunAt > FORGOTTEN_MS) this.#delayMs = RETRY_MS;
    this.#begunAt = now;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#onOver();
    }, this.#delayMs);
    this.#timer.unref();
    this.#delayMs = Math.min(this.#delayMs * 2, LONGEST_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
