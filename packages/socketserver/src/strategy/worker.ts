// The contract between a pool and its workers. thread-worker.ts and process-worker.ts implement it, and the pool uses
// nothing else of them.
import { closedError } from '@fdset/posix';
import { Socket } from '@fdset/socket';
import { nowMs } from '../basics.js';
import type { HandlerReference } from '../handler/handler-source.js';
import type { DatagramRequest, HandlerServer } from '../handler/request-handlers.js';
import type { RequestRecord } from '../server/request-ledger.js';
import type { Job, SocketKind } from '../thread/job-slot.js';
import { standInFor } from '../worker/server-stand-in.js';
import type { ServerDescription } from '../worker/server-stand-in.js';

/** A thread or a process that handles requests: one at a time, or several on its event loop. */
export interface PoolWorker {
  /** Identifies the worker within this process. */
  readonly id: number;
  /** The process id; undefined for a thread, and for a process that could not be started. */
  readonly pid: number | undefined;
  /** The kernel's number of its thread in this process; 0 for a process, and where nobody knows the number. */
  readonly tid: number;
  /** Resolves when the handler is loaded; rejects with the reason if it cannot be. */
  readonly ready: Promise<void>;
  /** Its places for requests so far. */
  readonly places: readonly WorkerPlace[];
  /** Makes one more place. */
  addPlace(): WorkerPlace;
  /** Ends an idle worker. */
  dismiss(): void;
  /**
   * Ends the worker, whatever it does, and closes its descriptors. Resolves when it has ended. `why` is the error of the
   * requests that it has; without one they count as aborted.
   */
  terminate(why?: Error): Promise<unknown>;
}

/** A place of a worker, which has one request at a time. */
export interface WorkerPlace {
  readonly worker: PoolWorker;
  /** The request that it has; the pool sets it to null when the request has ended. */
  work: Work | null;
  /** When it last became free or busy, on the clock of `performance.now()`. */
  idleSince: number;
  /** How long its last request took, in ms. */
  readonly busyMs: number;
  /** How much processor time its last request took, in ms; 0 if the worker handles several at once. */
  readonly cpuMs: number;
  /**
   * Hands a request over; the worker owns its connection from now on.
   * @throws when the hand-over failed; the caller then still owns the request and its connection
   */
  assign(work: Work, job: Job): void;
  /** Whether a handler may have seen its request. */
  readonly hasBegun: boolean;
  /** Takes its request back; false when a handler may have seen it. The caller must then end a worker whose request it took. */
  takeBack(): boolean;
  /** Whether its request has ended without an error since the last call; the place is then free. */
  collect(): boolean;
  /** Makes its handler stop soon: ends the worker, unless it has other requests. */
  abort(): void;
}

/** The callbacks of a worker to its pool. */
export interface WorkerListener {
  /** A request has ended without an error. Threads with one place call this only while `wanted` is not 0. */
  onEnded(place: WorkerPlace): void;
  /** A request failed; its place is free again. */
  onFailed(place: WorkerPlace, error: Error): void;
  /** The worker cannot take the request that it was given; no handler has seen the request. */
  onRefused(place: WorkerPlace, error: Error): void;
  /** The worker has ended, by itself or on request; `error` is null only when it was asked to end. */
  onGone(worker: PoolWorker, error: Error | null): void;
}

/** Starts a worker. `wanted` is one number in shared memory, which is not 0 while workers must report every end at once. */
export type MakeWorker = (listener: WorkerListener, wanted: Int32Array) => PoolWorker;

/** How long a server waits after it found no process, descriptor or memory for a worker. */
export const RETRY_MS = 100;

let lastId = 0;

/** Returns the `id` of the next worker. */
export const nextWorkerId = (): number => ++lastId;

/** The error of a request whose worker ended before the request did; `cause` is the error that ended the worker, if known. */
export const workerEnded = (what: string, cause?: unknown): Error =>
  Object.assign(new Error(`the ${what}`, cause === undefined ? {} : { cause }), {
    code: 'ERR_FDSET_WORKER_ENDED',
  });

/** Makes the workers of one server. thread-worker.ts and process-workers.ts implement it. */
export interface WorkerFactory {
  /** Called before the first worker is made, and again before each serving. */
  start(): Promise<void>;
  readonly make: MakeWorker;
  /** Ends the factory after the last worker has ended, or when that takes too long. */
  stop(workersGone: Promise<unknown>): Promise<void>;
}

/** The data with which a thread or a process of a server starts: the handler, and what the handler sees of its server. */
export interface WorkerStart {
  readonly handler: HandlerReference;
  readonly server: HandlerServer;
  /** How many requests it handles at once. */
  readonly requestsPerWorker: number;
}

/** The same data as it is sent to the worker. */
export interface WorkerOrder extends WorkerStart {
  readonly server: ServerDescription;
}

/** Turns the received data into the worker's own, before the handler's module is loaded. */
export const fromOrder = <Order extends WorkerOrder>(
  order: Order,
): Omit<Order, 'server'> & Pick<WorkerStart, 'server'> => ({
  ...order,
  server: standInFor(order.server),
});

/** The callbacks of a pool to its server; pool-accounts.ts implements them. */
export interface PoolServer {
  /** Whether the server takes requests, so that workers may be needed. */
  readonly isServing: boolean;
  /** A worker has the request. This is called again if the request came back and another worker has it. */
  onHandedOver(work: Work): void;
  /** The request came back to the pool; no handler has seen it. */
  onCameBack(work: Work): void;
  /** The request came back, but it was aborted or the pool was stopped. */
  onDropped(work: Work): void;
  /** Starts the time limit of a request that a worker has. */
  limit(work: Work): void;
  /** A request has ended; `error` is null when it succeeded. */
  onEnded(work: Work, error: Error | null): void;
  /** A worker has ended; `lost` are the requests that it had begun, `error` is null when it was asked to end. */
  onWorkerGone(worker: number, lost: readonly Work[], error: Error | null): void;
  onWorkerReady(worker: number): void;
  /** A worker could not be made, started or given a request; requests wait. */
  onWorkerMissing(error: unknown): void;
  /** No worker could take the request: closes its connection and reports the error. */
  onGivenUp(work: Work, error: Error): void;
  /** The queue has become full, or is no longer full. */
  onFull(isFull: boolean): void;
  reject(work: Work): void;
}

/**
 * A request on its way to a handler, with the descriptor of its connection. The server owns the descriptor until a worker
 * has it, and again when the request comes back.
 */
export class Work {
  readonly request: Socket | DatagramRequest;
  readonly record: RequestRecord;
  /** When the request began to wait, on the clock of `performance.now()`. */
  readonly queuedAt = nowMs();
  /** How many workers failed before they began with the request. */
  failures = 0;
  /** Whether a worker has had the request, even if it came back later. */
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

  /** Whether the request is a datagram, which has no connection of its own. */
  get isDatagram(): boolean {
    return this.#connection === null;
  }

  /** The job for a worker. The server owns its descriptor until `sent` or `detach`. */
  job(): Job {
    const { request, record } = this;
    const { id, clientAddress } = record;
    const kind = this.#kind;
    if (!(request instanceof Socket)) {
      const [packet, socket, truncated] = request;
      return { id, clientAddress, fd: socket.fileno(), kind, packet, truncated };
    }
    const fd = this.#connection?.fileno() ?? -1;
    // Other code closed the connection while the request waited, which is no fault of the worker.
    if (fd < 0) throw new Error('the request was closed before a worker had it');
    return { id, clientAddress, fd, kind, packet: null, truncated: false };
  }

  /** Closes the server's descriptor, because a message on the channel holds a duplicate for the worker. */
  sent(): void {
    this.#connection?.close();
  }

  /** Gives up the descriptor without closing it, because the worker now owns the same number. */
  detach(): void {
    this.#connection?.detach();
  }

  /** Makes the server own the connection of a request that came back. */
  reclaim(fd: number | undefined): void {
    if (this.#connection !== null && fd !== undefined)
      this.#connection = Socket.fromFd(fd, this.#kind);
  }

  /** Closes the descriptor of a request that came back. The server's hooks close the request itself. */
  drop(): void {
    if (this.#connection !== this.request) this.#connection?.close();
  }
}

/** The properties of a socket that a worker thus need not ask the kernel for. */
export const kindOf = (socket: Socket): SocketKind => {
  const { family, type, protocol } = socket;
  return { family, type, protocol, timeoutMs: socket.gettimeout() };
};
