// A request that waits for a host or is with one, and the descriptor of its connection, which has an owner at each
// moment: this server until a host has it, and this server again when the host gives it back.
import { closedError } from '@fdset/posix';
import { Socket } from '@fdset/socket';
import { nowMs } from '../now-ms.js';
import type { DatagramRequest } from '../base-request-handler.js';
import type { RequestRecord } from '../request-ledger.js';
import type { Job, SocketKind } from './job-slot.js';

/** A request on its way to a handler. */
export class Work {
  readonly request: Socket | DatagramRequest;
  readonly record: RequestRecord;
  /** Since when it waits, on the clock of `performance.now()`. */
  readonly queuedAt = nowMs();
  /** How often a host that was to have it could not. */
  failures = 0;
  /** Whether a host has had it; that no handler has seen it may turn out later. */
  wasHandedOver = false;
  #connection: Socket | null;
  readonly #kind: SocketKind;

  /** @throws {TypeError} ERR_FDSET_CLOSED */
  constructor(request: Socket | DatagramRequest, record: RequestRecord) {
    if (request instanceof Socket && request.closed) throw closedError('request');
    this.request = request;
    this.record = record;
    this.#connection = request instanceof Socket ? request : null;
    this.#kind = kindOf(request instanceof Socket ? request : request[1]);
  }

  /** Whether it has no connection of its own. */
  get isDatagram(): boolean {
    return this.#connection === null;
  }

  /** What a host needs to know. Its descriptor is this server's until `send` or `detach`. */
  job(): Job {
    const { request, record } = this;
    const { id, clientAddress } = record;
    const kind = this.#kind;
    if (!(request instanceof Socket)) {
      const [packet, socket, truncated] = request;
      return { id, clientAddress, fd: socket.fileno(), kind, packet, truncated };
    }
    const fd = this.#connection?.fileno() ?? -1;
    // Something else closed it while it waited; it is no error of the host's.
    if (fd < 0) throw new Error('the request was closed before a worker had it');
    return { id, clientAddress, fd, kind, packet: null, truncated: false };
  }

  /** The kernel has a duplicate for the host. */
  sent(): void {
    this.#connection?.close();
  }

  /** The number itself is the host's from now on. */
  detach(): void {
    this.#connection?.detach();
  }

  /** No handler has seen it, and its connection is this server's again. */
  comeBack(fd: number | undefined): void {
    if (this.#connection !== null && fd !== undefined)
      this.#connection = Socket.fromFd(fd, this.#kind);
  }

  /** Closes what came back; the request itself is closed by the server's hooks. */
  drop(): void {
    if (this.#connection !== this.request) this.#connection?.close();
  }
}

/** What a host need not ask the kernel. */
export const kindOf = (socket: Socket): SocketKind => {
  const { family, type, protocol } = socket;
  return { family, type, protocol, timeoutMs: socket.gettimeout() };
};
