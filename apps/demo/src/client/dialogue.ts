// Questions and answers over a conversation of @fdset/client, one after the other. The document's client blocks in recv; a
// conversation shares Node's loop, so that this one reacts to Ctrl-C and to a server that closes while the user types, and sends a
// long line and receives its answers at the same time. Where an answer ends is what the package does not know, and reply.ts does.
import { Conversation } from '@fdset/client';
import type { Socket } from '@fdset/socket';
import { isWholeReply } from './reply.js';

interface Question {
  readonly message: Buffer;
  readonly resolve: (reply: Buffer) => void;
  received: Buffer;
}

export class Dialogue {
  readonly #conversation: Conversation;
  #question: Question | null = null;

  /** Resolves with the reason when the server has gone or `close` was called. */
  readonly ended: Promise<string>;

  constructor(conn: Socket) {
    this.#conversation = new Conversation(conn, (data) => this.#hear(data));
    this.ended = this.#conversation.ended.then((error) => error?.code ?? this.#atEnd());
  }

  /** Sends a message and waits for its answer, for ever if `ended` settles first. Only one message may be pending. */
  ask(message: Buffer): Promise<Buffer> {
    void this.#conversation.send(message);
    return new Promise((resolve) => {
      this.#question = { message, resolve, received: Buffer.alloc(0) };
    });
  }

  close(): void {
    this.#conversation.close();
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
