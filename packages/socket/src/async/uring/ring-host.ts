// What the operations of a socket need of the driver, and what it needs of them.
import type { Ring } from '@fdset/posix';

/** Has at most one operation of the ring in flight. */
export interface RingUser {
  /** The operation has completed; see `Ring.completions`. */
  complete(result: number, flags: number, offset: number): void;
  /** Ends everything with an error, because nothing tells any more what becomes of it. */
  fail(error: Error): void;
  /** Goes on in a forked child, in which the operation in flight is the parent's. */
  restart(): void;
}

/** Makes a large receive for which the ring has waited. */
export interface Postponed {
  receivePostponed(): void;
}

/** Has something to send. */
export interface Gathered {
  /** Queues bytes as an operation of the ring. */
  gather(ring: Ring): void;
  /** What was gathered has been submitted, and tried for the first time. */
  submitted(): void;
}

/** What the operations of all sockets share. */
export interface RingHost {
  /** The ring, to queue an operation, which is submitted when the running code has ended. @throws {RingUnavailableError} */
  readonly ring: Ring;
  /** Where the bytes of a receive are, until `complete` returns. */
  readonly memory: Buffer;
  /** Lets `complete` of the user be called for the operation. */
  expect(id: number, user: RingUser): void;
  /** Calls `gather` at the end of the turn. @throws {RingUnavailableError} */
  queueSend(sender: Gathered): void;
  /** Calls `receivePostponed` a little later. */
  postpone(receiver: Postponed): void;
  /** Cancels operations, and calls `complete` for them before it returns. */
  cancel(ids: readonly number[]): void;
  /** Submits at once what was queued. */
  flush(): void;
  /** A port has closed. */
  leave(): void;
}

/** No operation is in flight. */
export const NONE = -1;
