// The document's part 4.6.2.4, asynchronous I/O: a read is started and returns at once, the program goes on with something else, and
// hears of the bytes when they are in its memory. Over the kernel's ring (io_uring) the kernel copies, without a recv; an eventfd wakes the
// event loop, not a signal. Over the selector the kernel tells of readiness, and recv copies afterwards. ../phases/async-readers.ts
// shows which of copy and notification comes first. Each client has a loop of its own; none of them blocks the thread. The wire
// behaviour is that of multiplexing.ts.
import { SocketError, describeAddress } from '@fdset/socket';
import { AsyncSocket, UringDriver } from '@fdset/socket/async';
import type { DriverOptions } from '@fdset/socket/async';
import { say } from '../say.js';
import { UserError } from '../user-error.js';
import { listen } from './listen.js';
import type { ListenOptions } from './listen.js';
import type { Running } from './running.js';

// As in connection.ts: a client may send a whole message before it reads the first answer.
const MAX_UNSENT_BYTES = 1024 * 1024;

export type DriverName = 'selector' | 'uring';

export class AsynchronousServer {
  readonly #running: Running;
  readonly #driver: DriverOptions;
  readonly #clients = new Set<AsyncSocket>();
  /** Called when a client has left, while accepting waits for its descriptor. */
  #onLeft: (() => void) | null = null;

  constructor(driver: DriverOptions, running: Running) {
    this.#running = running;
    this.#driver = driver;
  }

  async serve(options: ListenOptions): Promise<void> {
    const { stop, tally } = this.#running;
    using listener = AsyncSocket.from(listen(options), this.#driver);
    tally.restart();
    try {
      for (;;) {
        const client = await stop.abortable((signal) => this.#accept(listener, signal));
        if (client !== null) void this.#serveClient(...client);
      }
    } finally {
      for (const conn of this.#clients) conn.close();
    }
  }

  async #accept(listener: AsyncSocket, signal: AbortSignal): Promise<[AsyncSocket, string] | null> {
    try {
      this.#running.tally.accepts += 1;
      const [conn, address] = await listener.accept({ signal });
      this.#running.tally.accepted(conn);
      return [conn, describeAddress(address)];
    } catch (error) {
      if (!(error instanceof SocketError)) throw error;
      if (error.code === 'EMFILE' || error.code === 'ENFILE')
        await this.#untilOneLeaves(error, signal);
      else say(`accept: ${error.message}`);
      return null;
    }
  }

  async #untilOneLeaves(cause: SocketError, signal: AbortSignal): Promise<void> {
    if (this.#clients.size === 0) throw new UserError(cause.message);
    say(`accept: ${cause.code}, waiting for a client to leave`);
    await new Promise<void>((resolve, reject) => {
      this.#onLeft = resolve;
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  }

  async #serveClient(conn: AsyncSocket, peer: string): Promise<void> {
    this.#clients.add(conn);
    let why = 'end of stream';
    try {
      await this.#converse(conn);
    } catch (error) {
      if (conn.closed) return;
      if (!(error instanceof SocketError)) throw error;
      why = error.code;
    }
    say(`closing ${peer} (${why})`);
    this.#clients.delete(conn);
    conn.close();
    this.#onLeft?.();
    this.#onLeft = null;
  }

  async #converse(conn: AsyncSocket): Promise<void> {
    const { tally, service } = this.#running;
    const answer = service.openAsync();
    const sending = new Set<Promise<void>>();
    let unsentBytes = 0;
    for (;;) {
      const data = await conn.recv(service.recvBytes);
      tally.recvs += 1;
      if (data.length === 0) break;
      const reply = await answer(data);
      tally.bytesReceived += data.length;
      tally.exchanges += 1;
      if (reply.length === 0) continue;
      tally.sends += 1;
      unsentBytes += reply.length;
      const sent = conn.sendall(reply).finally(() => {
        unsentBytes -= reply.length;
        sending.delete(sent);
      });
      sending.add(sent);
      tally.bytesSent += reply.length;
      if (unsentBytes >= MAX_UNSENT_BYTES) await sent;
      // An error of an earlier send belongs to this client, not to the process.
      sent.catch(() => {});
    }
    await Promise.all(sending);
  }
}

/** @throws UserError that says why the system refuses io_uring. */
export const driverOptions = (name: DriverName): DriverOptions =>
  name === 'uring' ? { driver: ringOrError() } : {};

const ringOrError = (): UringDriver => {
  try {
    return new UringDriver();
  } catch (error) {
    throw new UserError(`${(error as Error).message}; try --driver selector`);
  }
};
