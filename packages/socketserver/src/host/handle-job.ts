// One job in a host, from its request to the end of its connection.
import { CLOCK_THREAD_CPUTIME_ID, clockGettimeNs } from '@fdset/posix';
import { SHUT_WR, Socket } from '@fdset/socket';
import { nowMs } from '../now-ms.js';
import type { HandlerClass } from '../handler-source.js';
import { isPromise } from '../maybe-promise.js';
import { requestContext } from '../request-context.js';
import { runHandler } from '../run-handler.js';
import { shutdownConnection } from '../shutdown-connection.js';
import type { HostStart } from './host-start.js';
import type { Job } from './job-slot.js';
import { toPlainError } from './plain-error.js';
import type { PlainError } from './plain-error.js';
import { requestOfJob } from './request-of-job.js';

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
 * Says that the descriptor is this host's, runs the handler, tells `onHandled` its error or null, then ends the
 * connection: in this order, since a client that sees the end may come again at once, and shall find this host free.
 */
export const handleJob = (...args: Parameters<typeof handle>): Promise<void> =>
  requestContext().runInAsyncScope(handle, null, ...args);

const handle = async (
  Handler: HandlerClass<unknown>,
  job: Job,
  { server, idleTimeoutMs }: HostStart,
  onHandled: (error: PlainError | null, times: JobTimes) => void,
  owner: JobOwner = NOBODY,
): Promise<void> => {
  const start = nowMs();
  const cpuStart = cpuNow();
  let request: unknown = null;
  let failure: PlainError | null = null;
  try {
    request = ownRequest(job, idleTimeoutMs, owner);
    const handling = runHandler(new Handler(request, job.clientAddress, server));
    if (isPromise(handling)) await handling;
  } catch (error) {
    failure = toPlainError(error);
  }
  try {
    onHandled(failure, { busyMs: nowMs() - start, cpuMs: cpuNow() - cpuStart });
  } finally {
    if (request instanceof Socket) shutdownRequest(request);
  }
};

// That it could not be made is said as well: its descriptor is closed then, and nobody's.
const ownRequest = (job: Job, idleTimeoutMs: number | null, owner: JobOwner): unknown => {
  owner.owning();
  try {
    return requestOfJob(job, idleTimeoutMs);
  } finally {
    owner.owned();
  }
};

const shutdownRequest = (request: Socket): void => {
  if (request.closed) return;
  try {
    shutdownConnection(request, SHUT_WR);
  } finally {
    request.close();
  }
};
