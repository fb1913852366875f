// How long a selector may go on without giving Node's event loop a turn. Used by AsyncWait.

import { clocks } from './clocks.js';

// A promise that is resolved at once continues in a microtask: a selector that always finds
// something ready would starve timers and every other descriptor of the process. Yielding after
// each batch instead starves the selector, once one turn of the others takes longer than one batch.
// So: the selector gets at least a millisecond per turn, or half as much again as the others took,
// up to a bound. Measured with 50 busy sockets: a 1 ms interval keeps four fifths of its ticks, the
// sockets keep 60 % of their rate beside a busy net server.
const SHARE_OF_OTHERS = 1.5;
const SHORTEST_SHARE_MS = 1;
const LONGEST_SHARE_MS = 4;

/** The selector's share of the current turn of the event loop. */
export class LoopTurn {
  #startedAt = -Infinity;
  #shareMs = SHORTEST_SHARE_MS;
  #yieldedAt = Infinity;

  /** To be called first in each callback from the event loop. */
  begin(): void {
    const now = clocks.monotonicMs();
    const fair = (now - this.#yieldedAt) * SHARE_OF_OTHERS;
    this.#shareMs = Math.min(Math.max(fair, SHORTEST_SHARE_MS), LONGEST_SHARE_MS);
    this.#startedAt = now;
    this.#yieldedAt = Infinity;
  }

  /** Whether there is something left of the share; if not, the event loop must have its turn. */
  mayContinue(): boolean {
    const now = clocks.monotonicMs();
    if (now - this.#startedAt < this.#shareMs) return true;
    this.#yieldedAt = now;
    return false;
  }
}
