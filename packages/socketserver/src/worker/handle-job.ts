// One job in a worker, from its request to the end of its connection.
import { CLOCK_THREAD_CPUTIME_ID, clockGettimeNs, close, dup, isDebugging } from '@fdset/posix';
import { lendSocket, Socket } from '@fdset/socket';
import { isPromise, nowMs } from '../basics.js';
import type { HandlerClass } from '../handler/handler-source.js';
import type { BaseRequestHandler, DatagramRequest } from '../handler/request-handlers.js';
import {
  requestContext,
  runAsyncHandler,
  runHandler,
  servingContext,
} from '../handler/run-handler.js';
import type { WorkerStart } from '../strategy/worker.js';
import type { Job } from '../thread/job-slot.js';
import type { Limits } from '../server/server-options.js';
import { cutOff, hangUp, plainCloser } from '../transport/hang-up.js';
import { limitConnection } from '../transport/limit-connection.js';
import { debugJob } from './debug-worker.js';
import { toPlainError } from './plain-error.js';
import type { PlainError } from './plain-error.js';
import type { RunningJobs } from './running-jobs.js';

/** The server's socket in this worker, for answers to datagrams: one duplicate, lent to all jobs. */
let serverSocket: Socket | null = null;

/** Makes the request of a job. The worker owns the descriptor of a connection afterwards; the time-outs are the server's. */
export const requestOfJob = (job: Job, limits?: Limits): Socket | DatagramRequest => {
  if (job.packet === null) return connectionOf(job, limits);
  serverSocket ??= answerSocket(job.fd);
  return [job.packet, lendSocket(serverSocket), job.truncated];
};

// If making the Socket fails, the descriptor is closed, because nothing else owns it and its client would wait for ever.
const connectionOf = ({ fd, kind }: Job, limits: Limits | undefined): Socket => {
  try {
    const connection = Socket.fromFd(fd, kind);
    limitConnection(connection, limits);
    return connection;
  } catch (error) {
    close(fd);
    throw error;
  }
};

// The server's socket may be non-blocking for its event loop, but an answer may wait.
const answerSocket = (fd: number): Socket => {
  const socket = Socket.fromFd(dup(fd));
  socket.settimeout(null);
  return socket;
};

/** How long a job took, in ms: in real time, and in processor time of this thread. */
export interface JobTimes {
  readonly busyMs: number;
  readonly cpuMs: number;
}

/** Is called when the worker begins to own the descriptor of a job, and when it owns it. */
export interface JobOwner {
  owning(): void;
  owned(): void;
}

const NOBODY: JobOwner = { owning: () => {}, owned: () => {} };

/** Who owns the descriptor of a job, and the jobs of a worker that handles several at once. */
export interface JobPlace {
  readonly owner?: JobOwner;
  readonly among?: RunningJobs | undefined;
}

// The context of a request is made in that of its worker. Before Node has AsyncContextFrame (24), it follows promises only from the
// first use of a storage on, so a store that is entered for the first time after an await stays in the context of the whole
// thread, and whatever begins there has it.
const workerContext = servingContext();

const NS_PER_MS = 1e6;

const cpuNow = (): number => Number(clockGettimeNs(CLOCK_THREAD_CPUTIME_ID)) / NS_PER_MS;

/**
 * Takes over the descriptor, runs the handler, calls `onHandled` with its error or null, and then ends the connection. The order
 * matters: a client that sees the end may come again at once, and should find this worker free.
 */
export const handleJob = (...args: Parameters<typeof handle>): Promise<void> => {
  // Fork servers test themselves with job 0.
  if (isDebugging && args[1].id > 0) args[3] = debugJob(args[1].id, args[3]);
  return workerContext.runInAsyncScope(requestContext).runInAsyncScope(handle, null, ...args);
};

const handle = async (
  Handler: HandlerClass<unknown>,
  job: Job,
  { server }: WorkerStart,
  onHandled: (error: PlainError | null, times: JobTimes) => void,
  { owner = NOBODY, among }: JobPlace = {},
): Promise<void> => {
  const start = nowMs();
  // The processor time of a thread with several jobs belongs to none of them.
  const cpuStart = among === undefined ? cpuNow() : 0;
  let request: unknown = null;
  let failure: PlainError | null = null;
  try {
    request = ownRequest(job, owner, server.limits);
    const handler = new Handler(request, job.clientAddress, server);
    if (among === undefined) {
      const handling = runHandler(handler);
      if (isPromise(handling)) await handling;
    } else failure = await handleAmong(among, job.id, handler);
  } catch (error) {
    failure = toPlainError(error);
  }
  try {
    const cpuMs = among === undefined ? cpuNow() - cpuStart : 0;
    onHandled(failure, { busyMs: nowMs() - start, cpuMs });
  } finally {
    if (request instanceof Socket) hangUp(request, plainCloser);
  }
};

// If the handler does not stop when it is aborted, nobody waits for it any more, and its error is lost.
const handleAmong = async (
  among: RunningJobs,
  id: number,
  handler: BaseRequestHandler<unknown>,
): Promise<PlainError | null> => {
  let failure: PlainError | null = null;
  const handled = Promise.resolve(runAsyncHandler(handler)).catch((error: unknown) => {
    failure = toPlainError(error);
  });
  await among.wait(id, handled, () => {
    if (handler.request instanceof Socket) cutOff(handler.request);
  });
  return failure;
};

// `owned` is also called if making the request fails, because its descriptor is closed then.
const ownRequest = (job: Job, owner: JobOwner, limits: Limits | undefined): unknown => {
  owner.owning();
  try {
    return requestOfJob(job, limits);
  } finally {
    owner.owned();
  }
};
