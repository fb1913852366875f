// One slow client: half of a message, a pause, the rest, the answer.
import { setTimeout } from 'node:timers/promises';
import { monotonicMs, SocketError } from '@fdset/posix';
import type { AsyncSocket } from '@fdset/socket/async';
import { SLOW_PAUSE_MS } from '../protocol/run-config.js';
import type { SlowConfig } from './slow-config.js';
import type { SlowTally } from './slow-tally.js';

const MOST_RECV_BYTES = 65_536;

export class SlowClient {
  answered = 0;
  readonly #conn: AsyncSocket;
  readonly #config: SlowConfig;
  readonly #tally: SlowTally;
  readonly #message: Buffer;

  constructor(conn: AsyncSocket, config: SlowConfig, tally: SlowTally) {
    this.#conn = conn;
    this.#config = config;
    this.#tally = tally;
    this.#message = Buffer.alloc(config.messageBytes, 's');
  }

  /** Asks again and again, until it is told to end, or the server ends the connection. */
  async run(signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted && (await this.#ask(signal)));
      if (!signal.aborted) this.#tally.errors += 1;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof SocketError)) throw error;
      this.#tally.errors += 1;
    } finally {
      this.#conn.close();
    }
  }

  /** Returns false when the server has ended the connection. */
  async #ask(signal: AbortSignal): Promise<boolean> {
    const { messageBytes, thinkMs } = this.#config;
    const half = Math.floor(messageBytes / 2);
    if (half > 0) await this.#conn.sendall(this.#message.subarray(0, half), { signal });
    await setTimeout(SLOW_PAUSE_MS, undefined, { signal });
    const sentMs = monotonicMs();
    await this.#conn.sendall(this.#message.subarray(half), { signal });
    for (let left = messageBytes; left > 0;) {
      const data = await this.#conn.recv(Math.min(left, MOST_RECV_BYTES), { signal });
      if (data.length === 0) return false;
      left -= data.length;
    }
    this.answered += 1;
    this.#tally.record(monotonicMs() - sentMs);
    if (thinkMs > 0) await setTimeout(thinkMs, undefined, { signal });
    return true;
  }
}
