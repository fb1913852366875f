// One client of a server that must not wait for it (multiplexing.ts, nonblocking.ts), with its socket and unsent answers. The
// document only calls `conn.send`. If the client does not read, that call blocks the only thread, or sends a part. Here the rest
// waits in a queue. Beyond MAX_UNSENT_BYTES the server does not read from the client, so that a client which never reads costs
// bounded memory. Below it reading goes on, because a client may send a whole message of 1 MiB before it reads the first answer,
// and both sides would otherwise wait for each other.
import { BlockingIOError, describeAddress } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import type { Running } from './running.js';
import type { Answerer } from './service.js';
import type { Tally } from './tally.js';

const MAX_UNSENT_BYTES = 1024 * 1024;

export class Connection {
  readonly conn: Socket;
  /** The client's address, kept because getpeername fails once the client has gone. */
  readonly peer: string;
  readonly #tally: Tally;
  readonly #recvBytes: number;
  readonly #answer: Answerer;
  #unsent: Buffer[] = [];
  #unsentBytes = 0;
  #ended = false;

  constructor(
    conn: Socket,
    peer: Parameters<typeof describeAddress>[0],
    { tally, service }: Pick<Running, 'tally' | 'service'>,
  ) {
    this.conn = conn;
    this.peer = describeAddress(peer);
    this.#tally = tally;
    this.#recvBytes = service.recvBytes;
    this.#answer = service.open();
    tally.accepted(conn);
  }

  /** True while there is room for another answer and the client has not ended its side. */
  get wantsToRead(): boolean {
    return !this.#ended && this.#unsentBytes < MAX_UNSENT_BYTES;
  }

  /** True while answers wait for the client to read. */
  get wantsToWrite(): boolean {
    return this.#unsentBytes > 0;
  }

  /** True once the client ended its side and has every answer. */
  get finished(): boolean {
    return this.#ended && this.#unsentBytes === 0;
  }

  /** Calls recv: the bytes, an empty buffer at the end of the stream, or null when it would wait. */
  receive(): Buffer | null {
    this.#tally.recvs += 1;
    const data = this.#attempt(() => this.conn.recv(this.#recvBytes));
    if (data === null) return null;
    this.#tally.bytesReceived += data.length;
    if (data.length === 0) this.#ended = true;
    return data;
  }

  /** Sends the answer to received data, or as much of it as the kernel takes now, and gives the data's memory back. */
  answer(data: Buffer): void {
    const reply = this.#answer(data);
    this.conn.recycle(data);
    this.#tally.exchanges += 1;
    if (reply.length === 0) return;
    this.#unsent.push(reply);
    this.#unsentBytes += reply.length;
    this.flush();
  }

  /** Sends the unsent answers until the kernel takes no more. */
  flush(): void {
    let whole = 0;
    for (const reply of this.#unsent) {
      this.#tally.sends += 1;
      const sent = this.#attempt(() => this.conn.send(reply));
      if (sent === null) break;
      this.#tally.bytesSent += sent;
      this.#unsentBytes -= sent;
      if (sent < reply.length) {
        this.#unsent[whole] = reply.subarray(sent);
        break;
      }
      whole += 1;
    }
    if (whole > 0) this.#unsent.splice(0, whole);
  }

  #attempt<T>(call: () => T): T | null {
    try {
      return call();
    } catch (error) {
      if (!(error instanceof BlockingIOError)) throw error;
      this.#tally.eagains += 1;
      return null;
    }
  }
}
