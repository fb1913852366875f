// The deadlines of many calls with one timer: nearly all of them end long before theirs, and then cost it nothing.
import * as timers from 'node:timers';
import { monotonicMs } from '@fdset/posix';
import type { Pending } from './pending.js';

// These are not the functions of globalThis, which a test runner's fake timers replace.
const { clearTimeout, setTimeout } = timers;

/** The longest time of a timer; it looks again then. */
const MOST_MS = 2 ** 31 - 1;

type Any = Pending<unknown>;

/** Gives up calls when their time is up, never early. */
export class Deadlines {
  readonly #unsettled: () => readonly Any[];
  readonly #expire: (call: Any) => void;
  #timer: NodeJS.Timeout | undefined;
  #looksMs = Infinity;

  /** @param unsettled - what may expire */
  constructor(unsettled: () => readonly Any[], expire: (call: Any) => void) {
    this.#unsettled = unsettled;
    this.#expire = expire;
  }

  /** Looks at a new call when its time is up. */
  add({ expiresMs }: Any): void {
    if (expiresMs < this.#looksMs) this.#lookAt(expiresMs);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#looksMs = Infinity;
  }

  #lookAt(whenMs: number): void {
    clearTimeout(this.#timer);
    this.#looksMs = whenMs;
    if (whenMs === Infinity) return;
    // A timer may fire a millisecond early.
    const afterMs = Math.min(Math.max(Math.ceil(whenMs - monotonicMs()), 0) + 1, MOST_MS);
    // A client that is open keeps the program alive, and its deadlines need not.
    this.#timer = setTimeout(() => this.#look(), afterMs).unref();
  }

  #look(): void {
    const now = monotonicMs();
    let nextMs = Infinity;
    for (const call of this.#unsettled()) {
      if (call.expiresMs <= now) this.#expire(call);
      else nextMs = Math.min(nextMs, call.expiresMs);
    }
    this.#lookAt(nextMs);
  }
}
