// How a child process gets a job: it looks at the message first, and takes it off the socket when it has all of it.
// Without a free descriptor it has not: the kernel then gives the message alone. Taken off, its connection would be lost;
// so it is left for the server to take back.
import { close, dup, fdsSpace, MSG_PEEK, tryRecv } from '@fdset/posix';
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
import { decodeJob, MESSAGE_BYTES, SERVER_FD } from './process-messages.js';

/** Blocked, a process is woken soonest; after a while its event loop may go on with what handlers left. */
export const BLOCKED_MS = 50;

// There may be a descriptor again at the next look.
const MOST_LOOKS = 3;

/** There is a job, and its connection cannot be had: `cause` says why. */
export class JobRefused extends Error {
  override readonly name = 'JobRefused';
  readonly jobId: number;

  constructor(jobId: number, cause: unknown) {
    super('the connection of a job did not arrive', { cause });
    this.jobId = jobId;
  }
}

/**
 * The next job; null when there will be no more.
 * @throws JobRefused
 */
export const receiveJob = async (channel: Socket): Promise<Job | null> => {
  for (;;) {
    try {
      const job = lookAtJob(channel);
      if (job === null || take(channel)) return job;
      // The server has taken it back meanwhile.
      if (job.packet === null) close(job.fd);
    } catch (error) {
      if (error instanceof SocketTimeoutError) await readable(channel);
      // The server was killed and had not read all that was said to it.
      else if (error instanceof ConnectionResetError) return null;
      else if (error instanceof InterruptedError) await hearSignals();
      else throw error;
    }
  }
};

const OPTIONS = { controlBytes: fdsSpace(1), flags: MSG_PEEK };
let room: Buffer | null = null;

// Without a prototype: a `then` that a handler's module gave to all objects would be called where a job is awaited.
const lookAtJob = (channel: Socket): Job | null => {
  room ??= Buffer.allocUnsafeSlow(MESSAGE_BYTES);
  for (let look = 1; ; look++) {
    const { bytesReceived, fds } = channel.recvmsgInto([room], OPTIONS);
    if (bytesReceived === 0) return null;
    const job = decodeJob(room.subarray(0, bytesReceived));
    // A datagram is answered on the server's socket, and has no descriptor of its own.
    if (job.packet !== null) return bare({ ...job, fd: SERVER_FD });
    if (fds[0] !== undefined) return bare({ ...job, fd: fds[0] });
    if (look === MOST_LOOKS) throw new JobRefused(job.id, whyNone(channel.fileno()));
  }
};

// The rest of the message goes with its first byte, and so does the second reference to the connection.
const one = new Uint8Array(1);
const take = (channel: Socket): boolean => tryRecv(channel.fileno(), one) > 0;

// The kernel does not say why it gave none: what asks for one is told.
const whyNone = (fd: number): unknown => {
  try {
    close(dup(fd));
  } catch (error) {
    return error;
  }
  return new Error('the kernel did not let this process have the connection');
};

// Without a descriptor left for the waiting the event loop gets a turn, and the process blocks again.
const readable = async (channel: Socket): Promise<void> => {
  try {
    await whenReady(channel, EVENT_READ);
  } catch (error) {
    if (!isShortage(error)) throw error;
    await turnOfLoop();
  }
};
