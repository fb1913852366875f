// Questions and answers over a connection, one after the other. The document's client blocks in recv; an AsyncSocket shares Node's
// loop, so that this one reacts to Ctrl-C and to a server that closes while the user types, and sends a long line and receives its
// answers at the same time. Where an answer ends is what no socket knows, and reply.ts does.
import type { Socket } from '@fdset/socket';
import { AsyncSocket } from '@fdset/socket/async';
import { isWholeReply } from './reply.js';

interface Question {
  readonly message: Buffer;
  readonly resolve: (reply: Buffer) => void;
  received: Buffer;
}

export class Dialogue {
  readonly #conn: AsyncSocket;
  #question: Question | null = null;
  #sendError: Error | null = null;

  /** Resolves with the reason when the server has gone or `close` was called. */
  readonly ended: Promise<string>;

  constructor(conn: Socket) {
    this.#conn = AsyncSocket.from(conn);
    this.ended = this.#hearAll();
  }

  /** Sends a message and waits for its answer, for ever if `ended` settles first. Only one message may be pending. */
  ask(message: Buffer): Promise<Buffer> {
    // What was still received comes before an error of sending.
    this.#conn.sendall(message).catch((error: Error) => (this.#sendError ??= error));
    return new Promise((resolve) => {
      this.#question = { message, resolve, received: Buffer.alloc(0) };
    });
  }

  close(): void {
    this.#conn.close();
  }

  async #hearAll(): Promise<string> {
    try {
      for await (const chunk of this.#conn) this.#hear(chunk);
    } catch (error) {
      return reasonOf(error as Error);
    }
    return this.#sendError === null ? this.#atEnd() : reasonOf(this.#sendError);
  }

  #hear(data: Buffer): void {
    const question = this.#question;
    if (question === null) return;
    question.received = Buffer.concat([question.received, data]);
    if (!isWholeReply(question.message, question.received)) return;
    this.#question = null;
    question.resolve(question.received);
  }

  /** The document's socketserver answers and closes; the end of the stream is then the end of the answer. */
  #atEnd(): string {
    const { received, resolve } = this.#question ?? {};
    if (received !== undefined && received.length > 0) resolve?.(received);
    this.#question = null;
    return 'end of stream';
  }
}

const reasonOf = (error: Error): string => (error as NodeJS.ErrnoException).code ?? error.message;
