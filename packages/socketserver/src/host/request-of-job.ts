// A job becomes a request again, where it is handled.
import { close, dup } from '@fdset/posix';
import { Socket, lendSocket } from '@fdset/socket';
import type { DatagramRequest } from '../base-request-handler.js';
import type { Job } from './job-slot.js';

/** The server's socket in this host, for answers to datagrams: one duplicate, lent to all jobs. */
let serverSocket: Socket | null = null;

/** The request of a job. The descriptor of a connection is this host's from now on. */
export const requestOfJob = (job: Job, idleTimeoutMs: number | null): Socket | DatagramRequest => {
  if (job.packet === null) {
    const connection = connectionOf(job);
    if (idleTimeoutMs !== null) connection.settimeout(idleTimeoutMs);
    return connection;
  }
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
