// The options of servers with workers. pool-policy.ts checks them, and makes the rules of a pool of them.
import type { ResourceLimits } from 'node:worker_threads';

/** Options of servers that handle each request on a thread. */
export interface ThreadingOptions {
  /** The most threads (null: no limit); further requests wait, and accepting pauses. Default 256. */
  readonly maxThreads?: number | null | undefined;
  /**
   * How long a request waits for a thread that is there before one is started for it (0: not at all; null: for ever); default
   * 5 ms. If no thread is there, one is started at once; so is one for each request with `reuseThreads: false`. Where handlers
   * compute on all processors, a request may wait as long as the start of a few threads takes.
   */
  readonly growAfterMs?: number | null | undefined;
  /** How long an idle thread is kept for the next request (null: for ever); default 10,000 ms. */
  readonly idleThreadTimeoutMs?: number | null | undefined;
  /** False ends each thread after its request, as CPython does; default true. */
  readonly reuseThreads?: boolean | undefined;
  /** Whether closing the server does not wait for requests under way; default false. */
  readonly daemonThreads?: boolean | undefined;
  /** Limits of each thread's memory, as `new Worker` takes them. */
  readonly resourceLimits?: ResourceLimits | undefined;
}

/** How processes are started, named as in CPython's multiprocessing. */
export type StartMethod = 'forkserver' | 'spawn';

/** Options of servers that handle each request in a process of its own. */
export interface ForkingOptions {
  /**
   * `forkserver` (default, Linux) forks each child from a process that has loaded the handler, which takes about a
   * millisecond. `spawn` starts a new Node process for each child, which takes some 50 ms. Where `forkserver` does not
   * work, `spawn` is used, and `fdset:server:fallback` is published.
   */
  readonly startMethod?: StartMethod | undefined;
  /** The most children, as CPython's `max_children`; further requests wait, and accepting pauses. Default 40. */
  readonly maxChildren?: number | undefined;
  /** How many children are started ahead of requests; default 2. */
  readonly spareChildren?: number | undefined;
}

/** Options of servers with a pool of processes. */
export interface ProcessPoolOptions {
  /** The least workers, which are always there; default 1, or `maxWorkers` if `requestsPerWorker` is above 1. */
  readonly minWorkers?: number | undefined;
  /** The most workers; default four for each processor, or one if `requestsPerWorker` is above 1. */
  readonly maxWorkers?: number | undefined;
  /** How long a request waits before the pool adds a worker (null: it never does); default 5 ms. */
  readonly growAfterMs?: number | null | undefined;
  /** How long an idle worker above `minWorkers` is kept (null: for ever); default 10,000 ms. */
  readonly idleWorkerTimeoutMs?: number | null | undefined;
  /** How many requests may wait for a worker (null: no limit); default 1024. */
  readonly queueSize?: number | null | undefined;
  /**
   * How many requests each worker handles at once on its event loop, each in an asynchronous context of its own; default 1.
   * A new request goes to the worker with the fewest. Above 1 `handle()` has to be async (ERR_FDSET_SYNC_HANDLER), and
   * there is by default one worker for each processor from the beginning.
   */
  readonly requestsPerWorker?: number | undefined;
  /** What happens to a request that finds the queue full: `wait` (default) pauses accepting, `reject` closes it. */
  readonly whenFull?: 'wait' | 'reject' | undefined;
}

/** Options of servers with a pool of threads. */
export interface PoolOptions extends ProcessPoolOptions {
  /** Limits of each thread's memory, as `new Worker` takes them. */
  readonly resourceLimits?: ResourceLimits | undefined;
}

/** The names of {@link ThreadingOptions}. */
export const THREADING_OPTIONS = [
  'maxThreads',
  'growAfterMs',
  'idleThreadTimeoutMs',
  'reuseThreads',
  'daemonThreads',
  'resourceLimits',
] as const satisfies readonly (keyof ThreadingOptions)[];

/** The names of {@link ForkingOptions}. */
export const FORKING_OPTIONS = [
  'startMethod',
  'maxChildren',
  'spareChildren',
] as const satisfies readonly (keyof ForkingOptions)[];

/** The names of {@link ProcessPoolOptions}. */
export const PROCESS_POOL_OPTIONS = [
  'minWorkers',
  'maxWorkers',
  'growAfterMs',
  'idleWorkerTimeoutMs',
  'queueSize',
  'whenFull',
  'requestsPerWorker',
] as const satisfies readonly (keyof ProcessPoolOptions)[];

/** The names of {@link PoolOptions}. */
export const POOL_OPTIONS = [
  ...PROCESS_POOL_OPTIONS,
  'resourceLimits',
] as const satisfies readonly (keyof PoolOptions)[];
