// The client's side of a connection: it sends a message, receives its answer, and notices at once when the server closes. The
// document's client blocks in recv. This one waits with selectAsync, so that it can react to Ctrl-C and to a server that closes
// while the user types, and so that it can send a long line and receive its answers at the same time.
import { DefaultSelector, EVENT_READ, EVENT_WRITE } from '@fdset/selectors';
import { BlockingIOError, SocketError } from '@fdset/posix';
import type { Socket } from '@fdset/socket';
import { isWholeReply } from './reply.js';

const RECEIVE_BYTES = 64 * 1024;

interface Question {
  readonly message: Buffer;
  readonly resolve: (reply: Buffer) => void;
  received: Buffer;
}

export class Conversation {
  readonly #conn: Socket;
  readonly #sel = new DefaultSelector<null, Socket>();
  #unsent: Buffer = Buffer.alloc(0);
  #question: Question | null = null;

  /** Resolves with the reason when the server has gone or `close` was called. Rejects on an error that is no socket error. */
  readonly ended: Promise<string>;

  constructor(conn: Socket) {
    conn.setblocking(false);
    this.#conn = conn;
    this.#sel.register(conn, EVENT_READ, null);
    this.ended = this.#pump();
  }

  /** Sends a message and waits for its answer, for ever if `ended` settles first. Only one message may be pending. */
  ask(message: Buffer): Promise<Buffer> {
    const reply = new Promise<Buffer>((resolve) => {
      this.#question = { message, resolve, received: Buffer.alloc(0) };
    });
    this.#unsent = message;
    this.#sel.modify(this.#conn, EVENT_READ | EVENT_WRITE, null);
    return reply;
  }

  close(): void {
    this.#sel.close();
    this.#conn.close();
  }

  async #pump(): Promise<string> {
    try {
      for (;;) {
        // One socket is registered, so there is at most one entry.
        const [ready] = await this.#sel.selectAsync(null);
        if (ready && ready.events & EVENT_WRITE) this.#send();
        if (ready && ready.events & EVENT_READ && !this.#receive()) return this.#atEnd();
      }
    } catch (error) {
      if (error instanceof SocketError) return error.code;
      if ((error as { code?: string }).code === 'ERR_FDSET_CLOSED') return 'closed';
      throw error;
    }
  }

  /** The document's socketserver answers and closes; the end of the stream is then the end of the answer. */
  #atEnd(): string {
    const { received, resolve } = this.#question ?? {};
    if (received !== undefined && received.length > 0) resolve?.(received);
    this.#question = null;
    return 'end of stream';
  }

  #send(): void {
    if (this.#unsent.length > 0) {
      const sent = orZero(() => this.#conn.send(this.#unsent));
      this.#unsent = this.#unsent.subarray(sent);
    }
    if (this.#unsent.length === 0) this.#sel.modify(this.#conn, EVENT_READ, null);
  }

  /** Receives the available bytes; false at the end of the stream. */
  #receive(): boolean {
    const data = this.#conn.tryRecv(RECEIVE_BYTES);
    if (data === null) return true;
    if (data.length === 0) return false;
    const question = this.#question;
    if (question === null) return true;
    question.received = Buffer.concat([question.received, data]);
    if (isWholeReply(question.message, question.received)) {
      this.#question = null;
      question.resolve(question.received);
    }
    return true;
  }
}

function orZero(send: () => number): number {
  try {
    return send();
  } catch (error) {
    if (!(error instanceof BlockingIOError)) throw error;
    return 0;
  }
}
