// How many workers there are and what becomes of requests that find none: the one place where threading
// and pools differ.
import { availableParallelism } from 'node:os';
import type { ResourceLimits } from 'node:worker_threads';
import { argTypeError, checkOptionNames, rangeError } from '@fdset/posix';
import { shown } from '../basics.js';
import { checkCount, checkFlag, checkTime } from '../server/server-options.js';

/** Options of servers that handle each request on a thread. */
export interface ThreadingOptions {
  /** Threads at most (null: no limit); further requests wait, and accepting pauses; default 256. */
  readonly maxThreads?: number | null | undefined;
  /** How long an idle thread is kept for the next request (null: for ever); default 10,000 ms. */
  readonly idleThreadTimeoutMs?: number | null | undefined;
  /** False ends each thread after its request, as CPython does; default true. */
  readonly reuseThreads?: boolean | undefined;
  /** Do not wait for requests under way when the server is closed; default false. */
  readonly daemonThreads?: boolean | undefined;
  /** Limits of each thread's memory, as `new Worker` takes them. */
  readonly resourceLimits?: ResourceLimits | undefined;
}

/** How processes come into being, named as in CPython's multiprocessing. */
export type StartMethod = 'forkserver' | 'spawn';

/** Options of servers that handle each request in a process of its own. */
export interface ForkingOptions {
  /**
   * `forkserver` (default, Linux): each child is forked from a process that has loaded the handler, for about
   * a millisecond. `spawn`: each is a Node process of its own, for some 50 ms. Where the first does not
   * work the second is used, and `fdset:server:fallback` says so.
   */
  readonly startMethod?: StartMethod | undefined;
  /** Children at most, as CPython's `max_children`; further requests wait, and accepting pauses; default 40. */
  readonly maxChildren?: number | undefined;
  /** Children that are started ahead of their requests; default 2. */
  readonly spareChildren?: number | undefined;
}

/** Options of servers with a pool of processes. */
export interface ProcessPoolOptions {
  /** Workers that are always there; default 1. */
  readonly minWorkers?: number | undefined;
  /** Workers at most; default four for each processor. */
  readonly maxWorkers?: number | undefined;
  /** A worker is added when a request has waited so long (null: never); default 5 ms. */
  readonly growAfterMs?: number | null | undefined;
  /** How long an idle worker above `minWorkers` is kept (null: for ever); default 10,000 ms. */
  readonly idleWorkerTimeoutMs?: number | null | undefined;
  /** Requests that may wait for a worker (null: no limit); default 1024. */
  readonly queueSize?: number | null | undefined;
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
] as const satisfies readonly (keyof ProcessPoolOptions)[];

/** The names of {@link PoolOptions}. */
export const POOL_OPTIONS = [
  ...PROCESS_POOL_OPTIONS,
  'resourceLimits',
] as const satisfies readonly (keyof PoolOptions)[];

/** What a pool goes by. */
export interface PoolPolicy {
  readonly min: number;
  readonly max: number;
  readonly growAfterMs: number;
  readonly idleTimeoutMs: number;
  readonly queueSize: number;
  readonly whenFull: 'wait' | 'reject';
  readonly reuse: boolean;
  /** Workers that are started ahead of their requests. */
  readonly spare: number;
  readonly resourceLimits: ResourceLimits | undefined;
  /** How processes are started; threads have no such thing. */
  readonly startMethod: StartMethod;
}

const IDLE_MS = 10_000;
const MAX_THREADS = 256;
const MAX_CHILDREN = 40;
const SPARE_CHILDREN = 2;
const QUEUE_SIZE = 1024;
const GROW_AFTER_MS = 5;
const WORKERS_PER_PROCESSOR = 4;

/** One worker for each request under way. */
export const threadingPolicy = (options: ThreadingOptions): PoolPolicy => ({
  min: 0,
  max: checkCount(unlessGiven(options.maxThreads, MAX_THREADS), 'maxThreads') ?? Infinity,
  growAfterMs: 0,
  idleTimeoutMs:
    checkTime(unlessGiven(options.idleThreadTimeoutMs, IDLE_MS), 'idleThreadTimeoutMs') ?? Infinity,
  queueSize: 0,
  whenFull: 'wait',
  reuse: checkFlag(options.reuseThreads, 'reuseThreads') ?? true,
  spare: 0,
  resourceLimits: checkResourceLimits(options.resourceLimits),
  // Workers that live long are better off with all of V8's threads.
  startMethod: 'spawn',
});

/** One process for each request. */
export const forkingPolicy = (options: ForkingOptions): PoolPolicy => ({
  min: 0,
  max: checkCount(options.maxChildren ?? MAX_CHILDREN, 'maxChildren') ?? Infinity,
  growAfterMs: 0,
  idleTimeoutMs: IDLE_MS,
  queueSize: 0,
  whenFull: 'wait',
  reuse: false,
  spare: checkStarted(options.spareChildren ?? SPARE_CHILDREN, 'spareChildren'),
  resourceLimits: undefined,
  startMethod: checkStartMethod(options.startMethod ?? 'forkserver'),
});

/** A bounded number of workers. */
export const poolPolicy = (options: PoolOptions): PoolPolicy => ({
  ...poolSize(options),
  ...poolTimes(options),
  queueSize: checkCount(unlessGiven(options.queueSize, QUEUE_SIZE), 'queueSize', 0) ?? Infinity,
  whenFull: checkWhenFull(options.whenFull ?? 'wait'),
  reuse: true,
  spare: 0,
  resourceLimits: checkResourceLimits(options.resourceLimits),
  // Workers that live long are better off with all of V8's threads.
  startMethod: 'spawn',
});

// Null is no limit, for ever.
const unlessGiven = <T>(given: T | undefined, otherwise: number): T | number =>
  given === undefined ? otherwise : given;

const poolSize = (options: PoolOptions): Pick<PoolPolicy, 'min' | 'max'> => {
  const min = checkStarted(options.minWorkers ?? 1, 'minWorkers');
  const most = Math.max(min, WORKERS_PER_PROCESSOR * availableParallelism());
  const max = checkCount(options.maxWorkers ?? most, 'maxWorkers') ?? Infinity;
  if (max < min) throw rangeError(`maxWorkers (${max}) must not be below minWorkers (${min})`);
  return { min, max };
};

const poolTimes = (options: PoolOptions): Pick<PoolPolicy, 'growAfterMs' | 'idleTimeoutMs'> => ({
  growAfterMs:
    checkTime(unlessGiven(options.growAfterMs, GROW_AFTER_MS), 'growAfterMs') ?? Infinity,
  idleTimeoutMs:
    checkTime(unlessGiven(options.idleWorkerTimeoutMs, IDLE_MS), 'idleWorkerTimeoutMs') ?? Infinity,
});

// So many are started at once.
const checkStarted = (value: unknown, name: string): number => {
  const count = checkCount(value, name, 0) ?? 0;
  if (count < Infinity) return count;
  throw rangeError(`${name} must be finite, not ${count}`);
};

const LIMITS_OF_THREADS = [
  'maxOldGenerationSizeMb',
  'maxYoungGenerationSizeMb',
  'codeRangeSizeMb',
  'stackSizeMb',
] as const satisfies readonly (keyof ResourceLimits)[];

const checkResourceLimits = (limits: ResourceLimits | undefined): ResourceLimits | undefined => {
  checkOptionNames(limits, LIMITS_OF_THREADS, 'resourceLimits');
  for (const name of LIMITS_OF_THREADS) checkMegabytes(limits?.[name], `resourceLimits.${name}`);
  return limits;
};

// `new Worker` takes no notice of what is no number.
const checkMegabytes = (value: unknown, name: string): void => {
  if (value === undefined) return;
  if (typeof value !== 'number')
    throw argTypeError(`${name} must be a number of megabytes, not ${shown(value)}`);
  if (value > 0 && value < Infinity) return;
  throw rangeError(`${name} must be a number of megabytes above 0, not ${value}`);
};

const checkStartMethod = (startMethod: unknown): StartMethod => {
  if (startMethod === 'forkserver' || startMethod === 'spawn') return startMethod;
  throw argTypeError(`startMethod must be 'forkserver' or 'spawn', not ${shown(startMethod)}`);
};

const checkWhenFull = (whenFull: unknown): 'wait' | 'reject' => {
  if (whenFull === 'wait' || whenFull === 'reject') return whenFull;
  throw argTypeError(`whenFull must be 'wait' or 'reject', not ${shown(whenFull)}`);
};
