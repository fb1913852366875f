// A request that waits for a host or is with one.
import { Socket } from '@fdset/socket';
import type { DatagramRequest } from '../base-request-handler.js';
import type { RequestRecord } from '../request-ledger.js';
import type { Job, SocketKind } from './job-slot.js';

/** A request, its record, and since when it waits. */
export interface Work {
  readonly request: Socket | DatagramRequest;
  readonly record: RequestRecord;
  readonly queuedAt: number;
}

/** The job of a request: a connection is detached, and belongs to whoever gets the job. */
export const jobOf = ({ request, record }: Work): Job => {
  const { id, clientAddress } = record;
  if (!(request instanceof Socket)) {
    const [packet, socket, truncated] = request;
    return { id, clientAddress, fd: socket.fileno(), kind: kindOf(socket), packet, truncated };
  }
  const kind = kindOf(request);
  return { id, clientAddress, fd: request.detach(), kind, packet: null, truncated: false };
};

/** What a host need not ask the kernel. */
export const kindOf = (socket: Socket): SocketKind => {
  const { family, type, protocol } = socket;
  return { family, type, protocol, timeoutMs: socket.gettimeout() };
};
