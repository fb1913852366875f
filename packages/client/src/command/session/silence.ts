// Waits for a time in which nothing comes.
import * as timers from 'node:timers';

const { clearTimeout, setImmediate, setTimeout } = timers;

/** The longest time that a timer of Node has. */
const MOST_MS = 2 ** 31 - 1;

/** `over` resolves when it has been armed and nothing was under way for so long. */
export class Silence {
  readonly over: Promise<void>;
  #end!: () => void;
  #waitMs: number | null = null;
  #underWay = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.over = new Promise((resolve) => (this.#end = resolve));
  }

  /** Begins to wait; null never ends. */
  arm(waitMs: number | null): void {
    this.#waitMs = waitMs;
    this.#start();
  }

  /** Something came, and is being worked on: as long as that takes it is not silent. */
  busy(): void {
    this.#underWay++;
    clearTimeout(this.#timer);
  }

  quiet(): void {
    this.#underWay--;
    this.#start();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#waitMs = null;
  }

  #start(): void {
    clearTimeout(this.#timer);
    if (this.#waitMs === null || this.#underWay > 0) return;
    const timer = setTimeout(() => this.#look(timer), Math.min(this.#waitMs, MOST_MS));
    this.#timer = timer;
  }

  // Timers run before what is ready is received: on a busy machine something has come by now. It makes a new timer.
  #look(timer: NodeJS.Timeout): void {
    setImmediate(() => {
      if (this.#timer === timer && this.#underWay === 0 && this.#waitMs !== null) this.#end();
    });
  }
}
