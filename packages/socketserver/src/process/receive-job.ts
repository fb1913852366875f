// A child process peeks at the message of a job first, and takes it off the channel only when it has the connection as well.
// Without a free descriptor the kernel gives the message alone, and taking that off would lose the connection. The child
// then leaves the message, and the server takes it back.
import { close, dup, fdsSpace, MSG_PEEK, tryRecv, tryRecvmsg } from '@fdset/posix';
import { EVENT_READ, whenReady } from '@fdset/selectors';
import {
  ConnectionResetError,
  hearSignals,
  InterruptedError,
  SocketTimeoutError,
} from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { isShortage } from '../strategy/shortage.js';
import type { Job } from '../thread/job-slot.js';
import { turnOfLoop } from '../worker/last-work.js';
import { bare } from '../worker/plain-error.js';
import { decodeMessage, isAbortMessage, MESSAGE_BYTES, SERVER_FD } from './process-messages.js';
import type { AbortMessage } from './process-messages.js';

/** A blocked process wakes up fastest. After this time without a job its event loop may run work that handlers left. */
export const BLOCKED_MS = 50;

// A descriptor may be free at the next try.
const MOST_TRIES = 3;

/** The error of a job whose connection the process cannot get; `cause` tells why. */
export class JobRefused extends Error {
  override readonly name = 'JobRefused';
  readonly jobId: number;

  constructor(jobId: number, cause: unknown) {
    super('the connection of a job did not arrive', { cause });
    this.jobId = jobId;
  }
}

/**
 * Waits for the next job; null when there will be no more.
 * @throws JobRefused
 */
export const receiveJob = async (channel: Socket): Promise<Job | null> => {
  for (;;) {
    try {
      const job = peekJob(channel);
      if (job === null || take(channel)) return job;
      // The server has taken it back meanwhile.
      if (job.packet === null) close(job.fd);
    } catch (error) {
      if (error instanceof SocketTimeoutError) await waitReadable(channel);
      // The server was killed before it had read all messages.
      else if (error instanceof ConnectionResetError) return null;
      else if (error instanceof InterruptedError) await hearSignals();
      else throw error;
    }
  }
};

const OPTIONS = { controlBytes: fdsSpace(1), flags: MSG_PEEK };
let room: Buffer | null = null;

// The job has no prototype, because awaiting it would call a `then` that a handler's module added to Object.prototype.
const peekJob = (channel: Socket): Job | null => {
  room ??= Buffer.allocUnsafeSlow(MESSAGE_BYTES);
  for (let tries = 1; ; tries++) {
    const { bytesReceived, fds } = channel.recvmsgInto([room], OPTIONS);
    if (bytesReceived === 0) return null;
    const job = jobOf(room.subarray(0, bytesReceived), fds[0]);
    if (typeof job === 'object') return job as Job;
    if (tries === MOST_TRIES) throw new JobRefused(job, refusalReason(channel.fileno()));
  }
};

// The id of a job whose descriptor has not come.
const jobOf = (bytes: Buffer, fd: number | undefined): Job | AbortMessage | number => {
  const message = decodeMessage(bytes);
  if (isAbortMessage(message)) return bare(message);
  // A datagram has no descriptor of its own; its handler answers over the server's socket.
  if (message.packet !== null) return bare({ ...message, fd: SERVER_FD });
  return fd === undefined ? message.id : bare({ ...message, fd });
};

/**
 * Takes the next message of a channel with several jobs, without waiting; null when there is none, undefined when there will be
 * no more.
 * @throws JobRefused
 */
export const tryReceive = (channel: Socket): Job | AbortMessage | null | undefined => {
  room ??= Buffer.allocUnsafeSlow(MESSAGE_BYTES);
  for (let tries = 1; ; tries++) {
    const received = tryRecvmsg(channel.fileno(), room, OPTIONS);
    if (received === null) return null;
    if (received.bytesReceived === 0) return undefined;
    const message = jobOf(room.subarray(0, received.bytesReceived), received.fds[0]);
    if (typeof message === 'object') return taken(channel, message);
    if (tries === MOST_TRIES) throw new JobRefused(message, refusalReason(channel.fileno()));
  }
};

// The server may take back what it has sent, and closes the channel then.
const taken = <Message extends Job | AbortMessage>(
  channel: Socket,
  message: Message,
): Message | undefined => {
  if (take(channel)) return message;
  if (!isAbortMessage(message) && message.packet === null) close(message.fd);
  return undefined;
};

// Receiving one byte takes the whole message off the socket, with the second reference to the connection.
const one = new Uint8Array(1);
const take = (channel: Socket): boolean => tryRecv(channel.fileno(), one) > 0;

// recvmsg(2) does not say why it gave no descriptor, but dup(2) fails for the same reason and reports it.
const refusalReason = (fd: number): unknown => {
  try {
    close(dup(fd));
  } catch (error) {
    return error;
  }
  return new Error('the kernel did not give this process the connection');
};

// Waiting on the event loop needs a descriptor. Without one the event loop gets one turn, and the process blocks again.
const waitReadable = async (channel: Socket): Promise<void> => {
  try {
    await whenReady(channel, EVENT_READ);
  } catch (error) {
    if (!isShortage(error)) throw error;
    await turnOfLoop();
  }
};
