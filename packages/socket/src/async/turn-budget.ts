// How many verbs may end at once before Node's event loop has its turn: code that awaits them goes on in microtasks, and a loop that
// always finds everything ready would starve timers and every other socket.
import * as timers from 'node:timers';
import { MOST_AT_ONCE } from './turn-limits.js';

const { setImmediate } = timers;

class TurnBudget {
  #left = MOST_AT_ONCE;
  #waiting: (() => void)[] = [];

  /** Takes one from the budget; false if none is left. */
  spend(): boolean {
    return this.#left-- > 0;
  }

  /** Calls back in the next turn of the event loop, with a new budget. */
  onRenewed(callback: () => void): void {
    this.#waiting.push(callback);
    if (this.#waiting.length === 1) setImmediate(() => this.#renew());
  }

  #renew(): void {
    this.#left = MOST_AT_ONCE;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const callback of waiting) callback();
  }
}

/** The budget of this thread. */
export const turnBudget = new TurnBudget();
