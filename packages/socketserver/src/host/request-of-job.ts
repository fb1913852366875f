// A job becomes a request again, where it is handled.
import { dup } from '@fdset/posix';
import { Socket, lendSocket } from '@fdset/socket';
import type { DatagramRequest } from '../base-request-handler.js';
import type { Job } from './job-slot.js';

/** The server's socket in this host, for answers to datagrams: one duplicate, lent to all jobs. */
let serverSocket: Socket | null = null;

/** The request of a job. The descriptor of a connection is this host's from now on. */
export const requestOfJob = (job: Job, idleTimeoutMs: number | null): Socket | DatagramRequest => {
  if (job.packet === null) {
    const connection = Socket.fromFd(job.fd, job.kind);
    if (idleTimeoutMs !== null) connection.settimeout(idleTimeoutMs);
    return connection;
  }
  serverSocket ??= answering(job.fd);
  return [job.packet, lendSocket(serverSocket), job.truncated];
};

// The server's socket is non-blocking for the sake of its event loop; an answer may wait.
const answering = (fd: number): Socket => {
  const socket = Socket.fromFd(dup(fd));
  socket.settimeout(null);
  return socket;
};
