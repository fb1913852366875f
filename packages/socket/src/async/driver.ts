// The contract of a driver, which waits and moves bytes for AsyncSockets. selector/ has the driver that waits for readiness
// and then makes the calls.
//
// Definition. A driver exists once in a thread. `open` makes a port for one descriptor, without a system call. A port serves
// the first operation of each of its two lanes (lane.ts): one that reads (also `accept`), and one that writes (also
// `connect`).
//
// `receive` and `send` move the bytes of plain receives and sends of streams; every other verb is an attempt that waits by
// `awaitRead` and `awaitWrite`. Either call may end the operation at once, or later, by the methods of the operation; never
// twice. An operation that ends calls its lane, which serves the next one.
//
// `cancelRead` and `cancelWrite` withdraw the operation that is being served, which the caller ends itself. Its methods are
// not called any more. What a driver receives nevertheless goes to the lane (`keep`), because no byte may be lost.
//
// `close` comes before the descriptor is closed or given away. What was done until then is told to the operations; those that are
// left end a moment later, and nothing may be called back any more.
// A driver must cope with numbers that are used again at once: what belongs to an old descriptor never reaches a new one.
import type { SocketState } from '../socket-state.js';
import type { Lane, Served } from './lane.js';

/** The two lanes of a socket. */
export interface Lanes {
  readonly reads: Lane;
  readonly writes: Lane;
}

/** A plain receive as a port sees it. */
export interface PlainReceive extends Served {
  /** The most bytes to receive, at least 1. */
  readonly most: number;
  /** Makes one try; returns how many bytes there were, or -1 if it would have blocked. It has ended otherwise, perhaps with an error. */
  attempt(fd: number): number;
  /** Ends with a copy of bytes that the driver has received; 0 is the end of the stream. */
  received(memory: Buffer, offset: number, length: number): void;
  /** Ends with pieces that nobody else uses, at most `most` bytes; none is the end of the stream. */
  given(pieces: readonly Buffer[]): void;
}

/** A plain send as a port sees it. */
export interface PlainSend extends Served {
  /** How many bytes are to be sent yet. */
  readonly left: number;
  /** Makes one try; returns how many bytes the kernel took, or -1 if it would have blocked. It may have ended. */
  attempt(fd: number): number;
  /**
   * Copies the bytes that are to be sent yet, as many as the room has room for; returns how many. It returns -1 and has ended
   * when the caller's memory has gone.
   */
  copyTo(room: Buffer, at: number): number;
  /** The next bytes that are to be sent, in the caller's memory; null when the operation has ended because that has gone. */
  part(most: number): Uint8Array | null;
  /** Notes that the kernel took bytes, and ends when it took all. */
  took(bytes: number): void;
  /** Ends with an error of the system. */
  refused(error: unknown): void;
}

/** Whether an operation in a lane of writes is a plain send. */
export const isPlainSend = (operation: Served | undefined): operation is PlainSend =>
  operation !== undefined && 'copyTo' in operation;

/** What a driver does for one descriptor. */
export interface Port {
  /** Receives for the first operation of the lane of reads. */
  receive(operation: PlainReceive): void;
  /** Sends for the first operation of the lane of writes, and for those behind it if that has an end within the call. */
  send(operation: PlainSend): void;
  /** Calls `ready` of the first read when the descriptor has one of the POLL* events, or may have it. */
  awaitRead(events: number): void;
  /** The same for the first write. */
  awaitWrite(events: number): void;
  cancelRead(): void;
  cancelWrite(): void;
  /** Sends what can be sent now of what it was given. */
  flush(): void;
  close(): void;
}

/** Waits and moves bytes for the AsyncSockets of a thread. */
export interface Driver {
  /** `'selector'` or `'uring'`. */
  readonly name: string;
  open(state: SocketState, lanes: Lanes): Port;
}
