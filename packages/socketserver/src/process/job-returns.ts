// The server keeps a duplicate of the child's end of the channel. The kernel keeps a job and its connection in the channel
// until somebody reads them, so the server can read back a job that the child has not read.
//
// The child could acknowledge each job instead, while the server keeps the connection open, but then the server would
// receive one more message for each request.
import {
  close,
  ConnectionResetError,
  dup,
  fdsSpace,
  MSG_PEEK,
  tryRecv,
  tryRecvmsg,
} from '@fdset/posix';
import type { Socket } from '@fdset/socket';
import { isShortage } from '../strategy/shortage.js';
import { decodeMessage, MESSAGE_BYTES } from './process-messages.js';

const MOST_TRIES = 10;

/**
 * Reads from a socket to a process, and calls `otherwise` with the error if that is not possible now. A process that is
 * killed before it has read everything resets its socket: the kernel reports the reset once, before the messages that the
 * process had sent. When the kernel lacks memory, the next try often succeeds.
 * @throws any other error
 */
export const readPastReset = <T>(read: () => T, otherwise: (error: unknown) => T): T => {
  for (let tries = 1; ; tries++) {
    try {
      return read();
    } catch (error) {
      const passes = error instanceof ConnectionResetError || isShortage(error);
      if (!passes) throw error;
      if (tries === MOST_TRIES) return otherwise(error);
    }
  }
};

/** Takes jobs back from one child. */
export class JobReturns {
  #fd: number;
  readonly #onUnreadable: (error: unknown) => void;

  /**
   * @param onUnreadable - is called once with the error, when jobs cannot be taken back any more
   * @throws SocketError EMFILE
   */
  constructor(theirs: Socket, onUnreadable: (error: unknown) => void) {
    this.#fd = dup(theirs.fileno());
    this.#onUnreadable = onUnreadable;
  }

  /** Whether the channel has a job that the child has not read. */
  get hasJob(): boolean {
    return this.#read(() => tryRecv(this.#fd, new Uint8Array(1), 0, 1, MSG_PEEK), 0) > 0;
  }

  /** The number of the first message that a child with several jobs has not read; null when it has read all. */
  get firstUnread(): number | null {
    const room = Buffer.allocUnsafe(MESSAGE_BYTES);
    const bytes = this.#read(() => tryRecv(this.#fd, room, 0, room.length, MSG_PEEK), 0);
    return bytes > 0 ? (decodeMessage(room.subarray(0, bytes)).number ?? null) : null;
  }

  /** Takes a job back; the caller owns its descriptors. Null when the child was faster, or the job cannot be read. */
  take(): number[] | null {
    return this.#take(new Uint8Array(1))?.fds ?? null;
  }

  /** Takes back all jobs that a child with several has not read: the descriptors of each, by the number of its message. */
  takeAll(): Map<number, number[]> {
    const room = Buffer.allocUnsafe(MESSAGE_BYTES);
    const back = new Map<number, number[]>();
    for (let taken = this.#take(room); taken !== null; taken = this.#take(room)) {
      const { number } = decodeMessage(room.subarray(0, taken.bytesReceived));
      if (number !== undefined) back.set(number, taken.fds);
    }
    return back;
  }

  #take(room: Uint8Array): { readonly bytesReceived: number; readonly fds: number[] } | null {
    const options = { controlBytes: fdsSpace(1) };
    const message = this.#read(() => tryRecvmsg(this.#fd, room, options), null);
    return message === null || message.bytesReceived === 0 ? null : message;
  }

  #read<T>(read: () => T, otherwise: T): T {
    if (this.#fd < 0) return otherwise;
    try {
      return readPastReset(read, () => otherwise);
    } catch (error) {
      this.close();
      this.#onUnreadable(error);
      return otherwise;
    }
  }

  close(): void {
    if (this.#fd >= 0) close(this.#fd);
    this.#fd = -1;
  }
}
