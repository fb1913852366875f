// What a server and a child process say to each other, beside the descriptors: over one SEQPACKET socket,
// which keeps messages whole and says with an end of stream that the other side has gone.
import { deserialize, serialize } from 'node:v8';
import type { Job } from './job-slot.js';
import type { PlainError } from './plain-error.js';

/** A job without its descriptor, which travels with the message. */
export type JobMessage = Omit<Job, 'fd'>;

/** What a child says of its job. */
export interface EndMessage {
  readonly error: PlainError | null;
  readonly busyMs: number;
}

/** What a child says once, over Node's own channel: whether it can work. */
export type StartMessage = { readonly unusable: PlainError | null };

/** The descriptors that a child finds: the messages, and on datagram servers the server's socket. */
export const CHANNEL_FD = 3;
export const SERVER_FD = 4;

/** Room for any message: a datagram of the largest size and an address, or an error. */
export const MESSAGE_BYTES = 160 * 1024;
const LONGEST_STACK = 32 * 1024;
const LONGEST_CAUSE = 1024;

export const encode = (message: JobMessage | EndMessage): Buffer => serialize(message);

export const decode = (bytes: Uint8Array): unknown => deserialize(bytes);

/** An error short enough for a message. */
export const shortened = (error: PlainError | null, longest = LONGEST_STACK): PlainError | null =>
  error === null
    ? null
    : {
        ...error,
        message: error.message.slice(0, longest),
        stack: error.stack.slice(0, longest),
        cause: shortened(error.cause, LONGEST_CAUSE),
      };
