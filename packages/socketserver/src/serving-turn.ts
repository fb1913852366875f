// One serving of a server, from its start to the end of its last request: what serveForever and
// handleRequest have in common. The waiting itself is accept-loop.ts.
import { clearTimeout, setTimeout } from 'node:timers';
import { AcceptLoop } from './accept-loop.js';
import type { AcceptSource } from './accept-loop.js';
import { whileAlive } from './while-alive.js';

/** What a turn asks of its server. */
export interface ServingSource extends AcceptSource {
  /** Starts what handles the requests. */
  start(): Promise<void>;
  /** Whether requests are taken at present. */
  isOpen(): boolean;
}

/** One run of the accept loop with what belongs around it. */
export class ServingTurn {
  readonly #source: ServingSource;
  readonly #loop: AcceptLoop;
  #started = false;
  #stopped = false;
  readonly #over: Promise<boolean>;
  #letGo!: () => void;

  /** @param limit - after so many requests it ends by itself. */
  constructor(source: ServingSource, limit: number) {
    this.#source = source;
    this.#loop = new AcceptLoop(source, limit);
    this.#over = new Promise((resolve) => (this.#letGo = () => resolve(false)));
  }

  /** Resolves when it has ended, to whether the time was up before a request came. */
  run(timeoutMs: number | null): Promise<boolean> {
    // While accepting pauses nothing is watched, and neither hosts nor what an asynchronous handler awaits need be
    // known to the event loop: the process of a server would end with its clients waiting.
    return whileAlive(Promise.race([this.#run(timeoutMs), this.#over]));
  }

  async #run(timeoutMs: number | null): Promise<boolean> {
    let timer: NodeJS.Timeout | null = null;
    let isLate = false;
    const late = (): void => {
      isLate = true;
      this.stop();
    };
    await this.#source.start();
    if (this.#stopped) return false;
    this.#started = true;
    try {
      const running = this.#loop.run(this.#source.isOpen());
      // Counted from when a request would be noticed: hosts may have had to start first.
      if (timeoutMs !== null) timer = setTimeout(late, timeoutMs);
      return (await running) === 0 && isLate;
    } finally {
      if (timer !== null) clearTimeout(timer);
    }
  }

  /** Takes no further request; true when `run` resolves without waiting for anything. */
  stop(): boolean {
    this.#stopped = true;
    return this.#loop.stop() && this.#started;
  }

  /** Ends it though its start, or what was begun with a request, never settles: the server is closed. */
  letGo(): void {
    this.#letGo();
  }

  /** Ends it, with an error of something that belongs to it. */
  fail(error: unknown): void {
    this.#loop.fail(error);
  }

  /** Pauses and goes on. */
  setOpen(open: boolean): void {
    this.#loop.setOpen(open);
  }
}
