// The contract of what handles requests elsewhere: thread-worker.ts and process-worker.ts. The pool knows no
// more of them than this.
import { closedError } from '@fdset/posix';
import { Socket } from '@fdset/socket';
import { nowMs } from '../basics.js';
import type { HandlerReference } from '../handler/handler-source.js';
import type { DatagramRequest, HandlerServer } from '../handler/request-handlers.js';
import type { RequestRecord } from '../server/request-ledger.js';
import type { Job, SocketKind } from '../thread/job-slot.js';
import { standInFor } from '../worker/server-stand-in.js';
import type { ServerDescription } from '../worker/server-stand-in.js';

/** A thread or a process that handles one request at a time. */
export interface PoolWorker {
  /** Tells workers of one program apart. */
  readonly id: number;
  /** The process id; undefined for a thread, and for a process that could not be started. */
  readonly pid: number | undefined;
  /** Resolves when the handler is loaded; rejects with why not. */
  readonly ready: Promise<void>;
  /** What it works on; the pool sets it to null when that has ended. */
  work: Work | null;
  /** Since when it is idle, or busy, on the clock of `performance.now()`. */
  idleSince: number;
  /** Milliseconds it was busy with its last request. */
  readonly busyMs: number;
  /** Milliseconds of processor time among them. */
  readonly cpuMs: number;
  /**
   * Hands a request over: its connection is the worker's from now on.
   * @throws when that failed; the request and its connection then are still the caller's
   */
  assign(work: Work, job: Job): void;
  /** Whether a handler may have seen its request. */
  readonly hasBegun: boolean;
  /** Takes its request back; false when a handler may have seen it. A worker that gave one back has to be ended. */
  takeBack(): boolean;
  /** Whether its request has ended well since the last look; it is free then. */
  collect(): boolean;
  /** Lets it end: it has nothing to do. */
  dismiss(): void;
  /** Ends it, whatever it does; its descriptors are closed. Resolves when it has gone. */
  terminate(): Promise<unknown>;
}

/** What a worker tells its pool. */
export interface WorkerListener {
  /** The request of a worker has ended well; only said when it was wanted. */
  onEnded(worker: PoolWorker): void;
  /** The request of a worker failed; the worker is free again. */
  onFailed(worker: PoolWorker, error: Error): void;
  /** The worker cannot have the request that it was given; no handler has seen it. */
  onRefused(worker: PoolWorker, error: Error): void;
  /** The worker has gone, by itself or on request; `error` is null only when it was asked to. */
  onGone(worker: PoolWorker, error: Error | null): void;
}

/** Starts a worker. `wanted` is one number in shared memory: not 0 while every end matters at once. */
export type MakeWorker = (listener: WorkerListener, wanted: Int32Array) => PoolWorker;

/** How long a server waits that found no process, descriptor or memory for a worker. */
export const RETRY_MS = 100;

let lastId = 0;

/** The next worker's `id`. */
export const nextWorkerId = (): number => ++lastId;

/** The error of a request whose worker ended before it did; `cause` is why, where something else says it. */
export const workerEnded = (what: string, cause?: unknown): Error =>
  Object.assign(new Error(`the ${what}`, cause === undefined ? {} : { cause }), {
    code: 'ERR_FDSET_WORKER_ENDED',
  });

// Where a pool's workers come from: thread-workers.ts and process-workers.ts.

/** Makes the workers of one server. */
export interface WorkerFactory {
  /** Before the first worker, and again before each serving. */
  start(): Promise<void>;
  readonly make: MakeWorker;
  /** Ends what makes workers: after the last of them has gone, or when that takes too long. */
  stop(workersGone: Promise<unknown>): Promise<void>;
}

// What every worker of a server is started with, thread or process.

/** The handler, and what it sees of its server. */
export interface WorkerStart {
  readonly handler: HandlerReference;
  readonly server: HandlerServer;
  readonly idleTimeoutMs: number | null;
}

/** The same on its way to the worker. */
export interface HostOrder extends WorkerStart {
  readonly server: ServerDescription;
}

/** What the worker makes of it, before the handler's module is loaded. */
export const arrived = <Order extends HostOrder>(
  order: Order,
): Omit<Order, 'server'> & Pick<WorkerStart, 'server'> => ({
  ...order,
  server: standInFor(order.server),
});

// What a pool asks of its server; pool-accounts.ts is one.

/** What the server does for its pool. */
export interface PoolServer {
  /** Whether requests are taken, so that workers may be needed. */
  readonly isServing: boolean;
  /** A worker has the request: not for the first time, if it came back meanwhile. */
  handedOver(work: Work): void;
  /** The request is the pool's again: no handler has seen it. */
  cameBack(work: Work): void;
  /** The request came back, and nobody wants it any more. */
  dropped(work: Work): void;
  /** The time of a request that a worker has begins. */
  limit(work: Work): void;
  /** A request ended: well, when there is no error. */
  ended(work: Work, error: Error | null): void;
  /** A worker has ended; `work` is what it worked on, `error` null when it was asked to. */
  workerGone(worker: number, work: Work | null, error: Error | null): void;
  workerReady(worker: number): void;
  /** A worker could not be made, started or given a request; requests wait. */
  workerMissing(error: unknown): void;
  /** No worker could have the request: its client is told, and who runs the server why. */
  gaveUp(work: Work, error: Error): void;
  /** The queue is full, or not any more. */
  full(isFull: boolean): void;
  reject(work: Work): void;
}

// A request that waits for a worker or is with one, and the descriptor of its connection, which has an owner at each
// moment: this server until a worker has it, and this server again when the worker gives it back.

/** A request on its way to a handler. */
export class Work {
  readonly request: Socket | DatagramRequest;
  readonly record: RequestRecord;
  /** Since when it waits, on the clock of `performance.now()`. */
  readonly queuedAt = nowMs();
  /** How often a worker that was to have it could not. */
  failures = 0;
  /** Whether a worker has had it; that no handler has seen it may turn out later. */
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

  /** What a worker needs to know. Its descriptor is this server's until `send` or `detach`. */
  job(): Job {
    const { request, record } = this;
    const { id, clientAddress } = record;
    const kind = this.#kind;
    if (!(request instanceof Socket)) {
      const [packet, socket, truncated] = request;
      return { id, clientAddress, fd: socket.fileno(), kind, packet, truncated };
    }
    const fd = this.#connection?.fileno() ?? -1;
    // Something else closed it while it waited; it is no error of the worker's.
    if (fd < 0) throw new Error('the request was closed before a worker had it');
    return { id, clientAddress, fd, kind, packet: null, truncated: false };
  }

  /** The kernel has a duplicate for the worker. */
  sent(): void {
    this.#connection?.close();
  }

  /** The number itself is the worker's from now on. */
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

/** What a worker need not ask the kernel. */
export const kindOf = (socket: Socket): SocketKind => {
  const { family, type, protocol } = socket;
  return { family, type, protocol, timeoutMs: socket.gettimeout() };
};
