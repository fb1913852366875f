// The ring of a thread while there are sockets for it, and the watch on Node's event loop that tells of its completions.
import { Ring } from '@fdset/posix';
import { LoopWatch } from '@fdset/selectors';
import type { WatchListener } from '@fdset/selectors';

/** A ring that is made when it is needed. */
export class WatchedRing {
  readonly #listener: WatchListener;
  #ring: Ring | null = null;
  #watch: LoopWatch | null = null;
  #isAlive = false;

  constructor(listener: WatchListener) {
    this.#listener = listener;
  }

  /** The ring if there is one. */
  get current(): Ring | null {
    return this.#ring;
  }

  /** The ring, which is made if there is none. @throws {RingUnavailableError} */
  acquire(): Ring {
    if (this.#ring !== null) return this.#ring;
    const ring = new Ring();
    try {
      this.#watch = new LoopWatch(ring.fileno());
      this.#watch.listen(this.#listener);
    } catch (error) {
      ring.close();
      throw error;
    }
    this.#isAlive = true;
    this.#ring = ring;
    return ring;
  }

  /** Keeps the process alive as long as the kernel has operations. */
  keepAlive(): void {
    const isAlive = this.#ring !== null && this.#ring.inFlight > 0;
    if (isAlive === this.#isAlive || this.#watch === null) return;
    this.#isAlive = isAlive;
    this.#watch.keepAlive(isAlive ? 'alive' : 'not');
  }

  release(): void {
    this.#watch?.close();
    this.#ring?.close();
    this.#watch = null;
    this.#ring = null;
  }
}
