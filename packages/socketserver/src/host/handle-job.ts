// One job in a host, from its request to the end of its connection.
import { SHUT_WR, Socket } from '@fdset/socket';
import type { HandlerClass } from '../handler-source.js';
import { isPromise } from '../maybe-promise.js';
import { runHandler } from '../run-handler.js';
import type { HostStart } from './host-start.js';
import type { Job } from './job-slot.js';
import { toPlainError } from './plain-error.js';
import type { PlainError } from './plain-error.js';
import { requestOfJob } from './request-of-job.js';

/** Runs the handler; resolves to its error, or null. */
export const handleJob = async (
  Handler: HandlerClass<unknown>,
  job: Job,
  { server, idleTimeoutMs }: HostStart,
): Promise<PlainError | null> => {
  let request: unknown = null;
  try {
    request = requestOfJob(job, idleTimeoutMs);
    const handling = runHandler(new Handler(request, job.clientAddress, server));
    if (isPromise(handling)) await handling;
    return null;
  } catch (error) {
    return toPlainError(error);
  } finally {
    if (request instanceof Socket) shutdownRequest(request);
  }
};

const shutdownRequest = (request: Socket): void => {
  if (request.closed) return;
  try {
    request.shutdown(SHUT_WR);
  } catch {
    // ENOTCONN: the client has gone already.
  }
  request.close();
};
