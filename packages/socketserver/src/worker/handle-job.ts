// One job in a worker, from its request to the end of its connection.
import { CLOCK_THREAD_CPUTIME_ID, clockGettimeNs, close, dup } from '@fdset/posix';
import { lendSocket, Socket } from '@fdset/socket';
import { isPromise, nowMs } from '../basics.js';
import type { HandlerClass } from '../handler/handler-source.js';
import type { DatagramRequest } from '../handler/request-handlers.js';
import { requestContext, runHandler } from '../handler/run-handler.js';
import type { WorkerStart } from '../strategy/worker.js';
import type { Job } from '../thread/job-slot.js';
import { plainCloser, hangUp } from '../transport/hang-up.js';
import { toPlainError } from './plain-error.js';
import type { PlainError } from './plain-error.js';

// A job becomes a request again, where it is handled.

/** The server's socket in this worker, for answers to datagrams: one duplicate, lent to all jobs. */
let serverSocket: Socket | null = null;

/** The request of a job. The descriptor of a connection is this worker's from now on; its time-out is as the server had it. */
export const requestOfJob = (job: Job): Socket | DatagramRequest => {
  if (job.packet === null) return connectionOf(job);
  serverSocket ??= answering(job.fd);
  return [job.packet, lendSocket(serverSocket), job.truncated];
};

// Whatever keeps it from becoming a Socket, the descriptor is nobody else's any more: left open, its client would wait for ever.
const connectionOf = ({ fd, kind }: Job): Socket => {
  try {
    return Socket.fromFd(fd, kind);
  } catch (error) {
    close(fd);
    throw error;
  }
};

// The server's socket is non-blocking for the sake of its event loop; an answer may wait.
const answering = (fd: number): Socket => {
  const socket = Socket.fromFd(dup(fd));
  socket.settimeout(null);
  return socket;
};

/** What a job took, in ms: by the clock, and of this thread's processor. */
export interface JobTimes {
  readonly busyMs: number;
  readonly cpuMs: number;
}

/** Who is told whose the descriptor of a job is. */
export interface JobOwner {
  owning(): void;
  owned(): void;
}

const NOBODY: JobOwner = { owning: () => {}, owned: () => {} };

const NS_PER_MS = 1e6;

const cpuNow = (): number => Number(clockGettimeNs(CLOCK_THREAD_CPUTIME_ID)) / NS_PER_MS;

/**
 * Says that the descriptor is this worker's, runs the handler, tells `onHandled` its error or null, then ends the
 * connection: in this order, since a client that sees the end may come again at once, and shall find this worker free.
 */
export const handleJob = (...args: Parameters<typeof handle>): Promise<void> =>
  requestContext().runInAsyncScope(handle, null, ...args);

const handle = async (
  Handler: HandlerClass<unknown>,
  job: Job,
  { server }: WorkerStart,
  onHandled: (error: PlainError | null, times: JobTimes) => void,
  owner: JobOwner = NOBODY,
): Promise<void> => {
  const start = nowMs();
  const cpuStart = cpuNow();
  let request: unknown = null;
  let failure: PlainError | null = null;
  try {
    request = ownRequest(job, owner);
    const handling = runHandler(new Handler(request, job.clientAddress, server));
    if (isPromise(handling)) await handling;
  } catch (error) {
    failure = toPlainError(error);
  }
  try {
    onHandled(failure, { busyMs: nowMs() - start, cpuMs: cpuNow() - cpuStart });
  } finally {
    if (request instanceof Socket) hangUp(request, plainCloser);
  }
};

// That it could not be made is said as well: its descriptor is closed then, and nobody's.
const ownRequest = (job: Job, owner: JobOwner): unknown => {
  owner.owning();
  try {
    return requestOfJob(job);
  } finally {
    owner.owned();
  }
};
