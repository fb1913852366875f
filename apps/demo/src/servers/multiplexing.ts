// The document's part 4.6.2.3, I/O multiplexing: its server on port 8088 with `selectors`, in the same form. The callbacks `accept`
// and `read` are the key.data, the loop calls the callback of each ready key, and a client is closed at its end and on an error. It
// makes two system calls per message instead of one, but serves many connections at once. connection.ts (a client that does not
// read) and `accept` (no free descriptor) handle cases that the document omits.
import { EVENT_READ, EVENT_WRITE } from '@fdset/selectors';
import { BlockingIOError, SocketError } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { say } from '../say.js';
import { UserError } from '../user-error.js';
import { Connection } from './connection.js';
import { createSelector } from './create-selector.js';
import type { Callback, Selector, SelectorName } from './create-selector.js';
import { listen } from './listen.js';
import type { ListenOptions } from './listen.js';
import type { Running } from './running.js';

export class MultiplexingServer {
  readonly #sel: Selector;
  readonly #running: Running;
  readonly #clients = new Map<Socket, Connection>();
  /** The listener while it is not registered, because there was no descriptor for another client. */
  #pausedListener: Socket | null = null;

  constructor(selector: SelectorName, running: Running) {
    this.#sel = createSelector(selector);
    this.#running = running;
  }

  async serve(options: ListenOptions): Promise<void> {
    const { stop, tally } = this.#running;
    using sel = this.#sel;
    using listener = listen(options);
    listener.setblocking(false);
    sel.register(listener, EVENT_READ, this.#accept);
    tally.restart();
    try {
      for (;;) {
        const events = await stop.call(() => sel.select());
        tally.selects += 1;
        for (const { key, events: mask } of events) key.data(key.fileobj, mask);
      }
    } finally {
      for (const { conn } of this.#clients.values()) conn.close();
    }
  }

  readonly #accept: Callback = (listener) => {
    const client = this.#nextClient(listener);
    if (client === null) return;
    try {
      this.#sel.register(client.conn, EVENT_READ, this.#read);
      this.#clients.set(client.conn, client);
    } catch (error) {
      // select(2) does not take descriptors from FD_SETSIZE (1024) on.
      if (!(error instanceof RangeError)) throw error;
      say(`refusing ${client.peer}: ${error.message}`);
      client.conn.close();
    }
  };

  readonly #read: Callback = (conn, mask) => {
    const client = this.#clients.get(conn)!;
    try {
      if (mask & EVENT_WRITE) client.flush();
      if (mask & EVENT_READ) {
        const data = client.receive();
        if (data !== null && data.length > 0) client.answer(data);
      }
      if (client.finished) return this.#close(client, 'end of stream');
      this.#sel.modify(conn, interest(client), this.#read);
    } catch (error) {
      if (!(error instanceof SocketError)) throw error;
      this.#close(client, error.code);
    }
  };

  #close(client: Connection, why: string): void {
    say(`closing ${client.peer} (${why})`);
    this.#sel.unregister(client.conn);
    this.#clients.delete(client.conn);
    client.conn.close();
    if (this.#pausedListener === null) return;
    this.#sel.register(this.#pausedListener, EVENT_READ, this.#accept);
    this.#pausedListener = null;
  }

  #nextClient(listener: Socket): Connection | null {
    this.#running.tally.accepts += 1;
    try {
      const [conn, address] = listener.accept();
      conn.setblocking(false);
      return new Connection(conn, address, this.#running);
    } catch (error) {
      if (!(error instanceof SocketError)) throw error;
      if (error.code === 'EMFILE' || error.code === 'ENFILE') this.#pause(listener, error);
      else if (error instanceof BlockingIOError) this.#running.tally.eagains += 1;
      else say(`accept: ${error.message}`);
      return null;
    }
  }

  /** Unregisters the listener, which would otherwise stay readable and make the loop spin on an accept that cannot succeed. */
  #pause(listener: Socket, cause: SocketError): void {
    if (this.#clients.size === 0) throw new UserError(cause.message);
    say(`accept: ${cause.code}, waiting for a client to leave`);
    this.#sel.unregister(listener);
    this.#pausedListener = listener;
  }
}

function interest(client: Connection): number {
  return (client.wantsToRead ? EVENT_READ : 0) | (client.wantsToWrite ? EVENT_WRITE : 0);
}
