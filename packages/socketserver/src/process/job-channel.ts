// The jobs on a server's channel to a child process. A child with several jobs reads them in the order in which they were sent,
// so the number of the first message that it has not read tells which jobs it has.
import { MSG_DONTWAIT } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import type { Job } from '../thread/job-slot.js';
import type { JobReturns } from './job-returns.js';
import { encodeAbort, encodeJob } from './process-messages.js';

/** What the channel has to know of a place. */
export interface NumberedPlace {
  /** The number of the message with its job, in a process with several jobs. */
  number: number;
}

/** The channel of one child. */
export class JobChannel<Place extends NumberedPlace> {
  readonly #socket: Socket;
  readonly #returns: JobReturns;
  readonly #isShared: boolean;
  /** The places with a job, by the id of the job, which the message of its end must have. */
  readonly #places = new Map<number, Place>();
  /** How many messages were sent to a child with several jobs. */
  #sent = 0;
  #back: Map<number, number[]> | null = null;

  /** @param isShared - whether the child has several jobs at once */
  constructor(socket: Socket, returns: JobReturns, isShared: boolean) {
    this.#socket = socket;
    this.#returns = returns;
    this.#isShared = isShared;
  }

  /** Sends a job. @throws SocketError EAGAIN when a child with several jobs has not read many; EPIPE */
  send(place: Place, { fd, ...job }: Job): void {
    const fds = job.packet === null ? [fd] : [];
    if (this.#isShared) {
      const number = this.#sent + 1;
      // The child may block its event loop, and must not block this one.
      this.#socket.sendmsg(encodeJob({ ...job, number }), { fds, flags: MSG_DONTWAIT });
      place.number = this.#sent = number;
    } else this.#socket.sendmsg(encodeJob(job), { fds });
    this.#places.set(job.id, place);
  }

  /** Asks a child with several jobs to abort one. @throws SocketError as `send` */
  sendAbort(id: number): void {
    const number = this.#sent + 1;
    this.#socket.sendmsg(encodeAbort({ abort: id, number }), { flags: MSG_DONTWAIT });
    this.#sent = number;
  }

  /** The place whose job has ended; null when no job has this id. */
  ended(id: number): Place | null {
    const place = this.#places.get(id) ?? null;
    this.#places.delete(id);
    return place;
  }

  /** Whether the child has read the job of a place. */
  hasRead({ number }: Place): boolean {
    if (!this.#isShared) return !this.#returns.hasJob;
    if (this.#back !== null) return !this.#back.has(number);
    const { firstUnread } = this.#returns;
    return firstUnread === null || number < firstUnread;
  }

  /** Takes back a job; the caller owns its descriptors. Null when the child was faster. The channel is closed then. */
  takeBack({ number }: Place): number[] | null {
    // If the process is out of descriptors, closing the channel frees one for the connection.
    this.#socket.close();
    if (!this.#isShared) return this.#returns.take();
    this.#back ??= this.#returns.takeAll();
    const fds = this.#back.get(number) ?? null;
    this.#back.delete(number);
    return fds;
  }
}
