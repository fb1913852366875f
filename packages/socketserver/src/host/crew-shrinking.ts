// When a crew gets smaller: hosts above the least number end once they have had nothing to do for long enough.

import { clearTimeout, setTimeout } from 'node:timers';
import { nowMs } from '../now-ms.js';

/** What the shrinking of a crew looks at, and does. */
export interface ShrinkingCrew {
  /** How many hosts there are beyond the least number. */
  surplus(): number;
  /** Lets at most so many hosts end that have been idle since then. */
  dismissIdle(since: number, most: number): void;
}

/** The shrinking of one crew. */
export class CrewShrinking {
  readonly #afterMs: number;
  readonly #crew: ShrinkingCrew;
  #timer: NodeJS.Timeout | null = null;

  /** @param afterMs - how long a host may be idle; Infinity: for ever. */
  constructor(afterMs: number, crew: ShrinkingCrew) {
    this.#afterMs = afterMs;
    this.#crew = crew;
  }

  /** There is another host. */
  watch(): void {
    if (this.#timer !== null || this.#afterMs === Infinity || this.#crew.surplus() <= 0) return;
    this.#timer = setTimeout(() => this.#look(), this.#afterMs);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #look(): void {
    this.#timer = null;
    this.#crew.dismissIdle(nowMs() - this.#afterMs, this.#crew.surplus());
    this.watch();
  }
}
