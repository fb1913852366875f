// When a pool gets another host: while its queue waits too long, one after another, and only as long as the
// processors are not all computing already. A host more would then make every request slower, none faster.
import { clearTimeout, setTimeout } from 'node:timers';
import { availableParallelism } from 'node:os';
import { nowMs } from '../now-ms.js';

/** What the growth of a crew looks at, and does. */
export interface GrowingCrew {
  /** Since when the oldest request waits; null when none does. */
  waitingSince(): number | null;
  /** Whether there may be another host. */
  hasRoom(): boolean;
  /** How many processors its hosts use, on average. */
  computing(): number;
  /** Adds a host; resolves when it is ready, rejects when it cannot be; null when none can be made now. */
  grow(): Promise<void> | null;
}

// A quarter of a processor: what measuring and other work leave of a fully used one.
const FREE = 0.25;

/** The growth of one crew. */
export class CrewGrowth {
  readonly #afterMs: number;
  readonly #crew: GrowingCrew;
  readonly #mostComputing = availableParallelism() - FREE;
  #timer: NodeJS.Timeout | null = null;
  #isStarting = false;

  /** @param afterMs - how long a request waits before there is another host; 0 and Infinity: no growth. */
  constructor(afterMs: number, crew: GrowingCrew) {
    this.#afterMs = afterMs;
    this.#crew = crew;
  }

  /** A request waits. */
  watch(): void {
    const grows = this.#afterMs > 0 && this.#afterMs < Infinity;
    if (this.#timer !== null || !grows || !this.#crew.hasRoom()) return;
    this.#timer = setTimeout(() => this.#look(), this.#afterMs);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #look(): void {
    this.#timer = null;
    const since = this.#crew.waitingSince();
    if (since === null) return;
    if (nowMs() - since >= this.#afterMs - 1) this.#growIfUseful();
    this.watch();
  }

  // One that starts takes processor time from the others, and says nothing yet of how many more are needed.
  #growIfUseful(): void {
    const crew = this.#crew;
    if (this.#isStarting || !crew.hasRoom() || crew.computing() > this.#mostComputing) return;
    const starting = crew.grow();
    if (starting === null) return;
    this.#isStarting = true;
    const settle = (): void => void (this.#isStarting = false);
    starting.then(settle, settle);
  }
}
