// The child's end of the socket to a child, as its server keeps it. Until the child has read its job, the kernel holds
// it there with the connection: the server can take both back, and whoever reads first has them.
//
// An acknowledgement of each job, and the connection kept open until then, would do as well, but takes the server one
// more message for each request.
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

// How to hear what a process had to say before it was killed.

const MOST_TRIES = 10;

/**
 * Reads from a socket to a process; `otherwise`, of why, when that cannot be done now. One that is killed before it has read everything resets
 * its socket: the kernel says so once, before what the process had said. What it has no memory for it often has at the next try.
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

/** The way back of one child's jobs. */
export class JobReturns {
  #fd: number;
  readonly #onUnreadable: (error: unknown) => void;

  /**
   * @param onUnreadable - told once, when no job can be had back any more, and why
   * @throws SocketError EMFILE
   */
  constructor(theirs: Socket, onUnreadable: (error: unknown) => void) {
    this.#fd = dup(theirs.fileno());
    this.#onUnreadable = onUnreadable;
  }

  /** Whether a job is there that the child has not read. */
  get hasJob(): boolean {
    return this.#read(() => tryRecv(this.#fd, new Uint8Array(1), 0, 1, MSG_PEEK), 0) > 0;
  }

  /** Takes the job from the child; its descriptors are the caller's. Null when the child was faster, or it cannot be read. */
  take(): number[] | null {
    const options = { controlBytes: fdsSpace(1) };
    const message = this.#read(() => tryRecvmsg(this.#fd, new Uint8Array(1), options), null);
    return message === null || message.bytesReceived === 0 ? null : message.fds;
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
