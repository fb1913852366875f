// How long AsyncWait may go on resolving waits without giving Node's event loop a turn.

import { clocks } from './clocks.js';

// Code that awaits a resolved promise continues in a microtask, so a selector that always finds something ready would
// starve timers and every other descriptor of the process. Yielding after each batch would instead starve the selector when
// one turn of the others takes longer than one batch. The selector therefore gets a millisecond per turn, or one and a half
// times as long as the others took, up to a bound. Measured with 50 busy sockets: a 1 ms interval keeps four fifths of its
// ticks, and the sockets keep 60 % of their rate beside a busy net server.
const SHARE_OF_OTHERS = 1.5;
const SHORTEST_SHARE_MS = 1;
const LONGEST_SHARE_MS = 4;

/** The selector's share of the current turn of the event loop. */
export class LoopTurn {
  #startedAt = -Infinity;
  #shareMs = SHORTEST_SHARE_MS;
  #yieldedAt = Infinity;

  /** Must be called first in each callback from the event loop. */
  begin(): void {
    const now = clocks.monotonicMs();
    const fair = (now - this.#yieldedAt) * SHARE_OF_OTHERS;
    this.#shareMs = Math.min(Math.max(fair, SHORTEST_SHARE_MS), LONGEST_SHARE_MS);
    this.#startedAt = now;
    this.#yieldedAt = Infinity;
  }

  /** Whether some of the share is left; if not, the event loop must get its turn. */
  mayContinue(): boolean {
    const now = clocks.monotonicMs();
    if (now - this.#startedAt < this.#shareMs) return true;
    this.#yieldedAt = now;
    return false;
  }
}
