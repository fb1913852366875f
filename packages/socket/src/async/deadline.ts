// The timer of one operation. Node's timers begin at the last turn of the event loop and count whole milliseconds, so they may
// fire early for both reasons.
import * as timers from 'node:timers';
import { monotonicMs } from '@fdset/posix';

// These are not the functions of globalThis, which a test runner's fake timers replace.
const { clearTimeout, setTimeout } = timers;
// setTimeout takes no longer delay.
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** Calls back once, not before its time. */
export class Deadline {
  readonly #atMs: number;
  readonly #callback: () => void;
  #timer: NodeJS.Timeout | null = null;

  constructor(delayMs: number, callback: () => void) {
    this.#atMs = monotonicMs() + delayMs;
    this.#callback = callback;
    this.#wait(delayMs);
  }

  cancel(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #wait(delayMs: number): void {
    this.#timer = setTimeout(() => this.#check(), Math.min(Math.ceil(delayMs), LONGEST_DELAY_MS));
  }

  #check(): void {
    const left = this.#atMs - monotonicMs();
    if (left > 0) return this.#wait(left);
    this.#timer = null;
    this.#callback();
  }
}
