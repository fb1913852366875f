// Reports the counters of one sender to the lab, as datagrams: one that finds the queue full is dropped, so that a server never waits
// for the lab that watches it. Only the last one waits a little, because nothing makes it good.
import { monotonicMs, SocketError } from '@fdset/posix';
import { AF_UNIX, SOCK_DGRAM, Socket } from '@fdset/socket';
import { noCounts } from './counts.js';
import type { Counts, CountsAddress } from './counts.js';

const EVERY_MS = 200;
const LAST_WORDS_MS = 200;

export class CountSender {
  readonly counts: Counts = noCounts();
  readonly #socket = new Socket(AF_UNIX, SOCK_DGRAM);
  readonly #head: { readonly key: string; readonly sender: string };
  #nextMs = 0;
  #lastText = '';

  /** @param sender - differs from all others of a run */
  constructor({ path, key }: CountsAddress, sender: string) {
    this.#head = { key, sender };
    try {
      this.#socket.setblocking(false);
      this.#socket.connect({ path });
    } catch (error) {
      this.#socket.close();
      throw error;
    }
  }

  /** Reports if that is due. */
  report(): void {
    const now = monotonicMs();
    if (now < this.#nextMs) return;
    this.#nextMs = now + EVERY_MS;
    this.#send();
  }

  /** Reports what is left, and closes. */
  [Symbol.dispose](): void {
    this.#socket.settimeout(LAST_WORDS_MS);
    this.#send();
    this.#socket.close();
  }

  #send(): void {
    const text = JSON.stringify({ ...this.#head, counts: this.counts });
    if (text === this.#lastText) return;
    try {
      this.#socket.send(Buffer.from(text));
      this.#lastText = text;
    } catch (error) {
      // The queue is full, or the lab has gone.
      if (!(error instanceof SocketError)) throw error;
    }
  }
}
