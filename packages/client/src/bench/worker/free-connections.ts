// The connections that may take a request of the schedule, the one that has been free for the longest first. One with room for several
// requests stands in the queue several times.
import type { LoadConnection } from './load-connection.js';

/** A ring of a fixed size. */
export class FreeConnections {
  readonly #ring: (LoadConnection | null)[];
  #first = 0;
  #count = 0;

  constructor(connections: number, pipeline: number) {
    this.#ring = Array.from({ length: connections * pipeline }, () => null);
  }

  put(connection: LoadConnection): void {
    this.#ring[(this.#first + this.#count) % this.#ring.length] = connection;
    this.#count++;
    connection.queued++;
  }

  /** The next one that is usable, or null. */
  take(): LoadConnection | null {
    while (this.#count > 0) {
      const connection = this.#ring[this.#first] as LoadConnection;
      this.#first = this.#first + 1 === this.#ring.length ? 0 : this.#first + 1;
      this.#count--;
      connection.queued--;
      if (connection.retryMs === Infinity) return connection;
    }
    return null;
  }

  /** Puts a connection in as often as it has room for requests. */
  fill(connection: LoadConnection): void {
    while (connection.queued + connection.outstanding < connection.pipeline) this.put(connection);
  }
}
