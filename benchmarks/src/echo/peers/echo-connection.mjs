// A connection of the fast loop. All connections share one receive buffer. Data that the kernel does not take waits in the
// connection, which is not read from until that data is sent.
import { EVENT_READ, EVENT_WRITE } from '@fdset/selectors';

const buffer = Buffer.allocUnsafeSlow(65_536);

export class EchoConnection {
  #sel;
  #conn;
  #rest = null;

  constructor(sel, conn) {
    this.#sel = sel;
    this.#conn = conn;
    sel.register(conn, EVENT_READ, this);
  }

  ready() {
    try {
      if (this.#rest === null) this.#echo();
      else this.#flush();
    } catch {
      this.#close();
    }
  }

  #echo() {
    const length = this.#conn.tryRecvInto(buffer);
    if (length < 0) return;
    if (length === 0) {
      this.#close();
      return;
    }
    const sent = this.#conn.trySend(buffer, 0, 0, length);
    if (sent === length) return;
    this.#rest = Buffer.from(buffer.subarray(Math.max(sent, 0), length));
    this.#sel.modify(this.#conn, EVENT_WRITE, this);
  }

  #flush() {
    const sent = this.#conn.trySend(this.#rest);
    this.#rest = this.#rest.subarray(Math.max(sent, 0));
    if (this.#rest.length > 0) return;
    this.#rest = null;
    this.#sel.modify(this.#conn, EVENT_READ, this);
  }

  #close() {
    this.#sel.unregister(this.#conn);
    this.#conn.close();
  }
}

/** Registers a listener whose connections are echoed. The data of every key has `ready()`. */
export const registerEcho = (sel, listener, accept) =>
  sel.register(listener, EVENT_READ, { ready: () => new EchoConnection(sel, accept(listener)) });
