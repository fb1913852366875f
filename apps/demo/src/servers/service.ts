// What a server of this demo does with the bytes that it receives. The servers show how to wait; a service says what for: the document's
// answer here, messages of a fixed size in ../lab/server/message-service.ts.
import { answerTo } from '../upper.js';

/** Takes one received chunk of a client; returns the answer, which is empty while a message is not whole. */
export type Answerer = (data: Buffer) => Buffer;
export type AsyncAnswerer = (data: Buffer) => Buffer | Promise<Buffer>;

export interface Service {
  /** How many bytes a recv asks for. */
  readonly recvBytes: number;
  /** Called for each client of a server that waits by blocking calls. */
  open(): Answerer;
  /** The same for a server that must not block. */
  openAsync(): AsyncAnswerer;
}

/** The document's: each chunk of up to 1024 bytes is answered in upper case. */
export const documentService: Service = {
  recvBytes: 1024,
  open: () => answerTo,
  openAsync: () => answerTo,
};
