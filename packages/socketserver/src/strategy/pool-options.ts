// The options of servers with workers, and the policies made of them: how many workers there are, and what happens to a
// request that finds none. Threading, forking and pools differ only in their policies.
import { availableParallelism } from 'node:os';
import type { ResourceLimits } from 'node:worker_threads';
import { argTypeError, checkBoolean, checkOptionNames, rangeError } from '@fdset/posix';
import { shown } from '../basics.js';
import { checkCount, checkTime } from '../server/server-options.js';

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
  /** The least workers, which are always there; default 1. */
  readonly minWorkers?: number | undefined;
  /** The most workers; default four for each processor. */
  readonly maxWorkers?: number | undefined;
  /** How long a request waits before the pool adds a worker (null: it never does); default 5 ms. */
  readonly growAfterMs?: number | null | undefined;
  /** How long an idle worker above `minWorkers` is kept (null: for ever); default 10,000 ms. */
  readonly idleWorkerTimeoutMs?: number | null | undefined;
  /** How many requests may wait for a worker (null: no limit); default 1024. */
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
] as const satisfies readonly (keyof ProcessPoolOptions)[];

/** The names of {@link PoolOptions}. */
export const POOL_OPTIONS = [
  ...PROCESS_POOL_OPTIONS,
  'resourceLimits',
] as const satisfies readonly (keyof PoolOptions)[];

/** The rules of one pool. */
export interface PoolPolicy {
  readonly min: number;
  readonly max: number;
  /** Whether each request that has waited `growAfterMs` gets a worker of its own. Otherwise all share a few. */
  readonly perRequest: boolean;
  readonly growAfterMs: number;
  readonly idleTimeoutMs: number;
  readonly queueSize: number;
  readonly whenFull: 'wait' | 'reject';
  readonly reuse: boolean;
  /** How many workers are started ahead of requests. */
  readonly spare: number;
  readonly resourceLimits: ResourceLimits | undefined;
  /** How processes are started; threads ignore it. */
  readonly startMethod: StartMethod;
}

const IDLE_MS = 10_000;
const MAX_THREADS = 256;
const MAX_CHILDREN = 40;
const SPARE_CHILDREN = 2;
const QUEUE_SIZE = 1024;
const GROW_AFTER_MS = 5;
const WORKERS_PER_PROCESSOR = 4;

/** One thread for each request that finds none. */
export const threadingPolicy = (options: ThreadingOptions): PoolPolicy => ({
  min: 0,
  max: checkCount(orDefault(options.maxThreads, MAX_THREADS), 'maxThreads') ?? Infinity,
  perRequest: true,
  ...threadTimes(options),
  queueSize: 0,
  whenFull: 'wait',
  spare: 0,
  resourceLimits: checkResourceLimits(options.resourceLimits),
  // A long-lived worker profits from V8's helper threads, which a forked child does not have.
  startMethod: 'spawn',
});

/** One process for each request. */
export const forkingPolicy = (options: ForkingOptions): PoolPolicy => ({
  min: 0,
  max: checkCount(options.maxChildren ?? MAX_CHILDREN, 'maxChildren') ?? Infinity,
  perRequest: true,
  growAfterMs: 0,
  idleTimeoutMs: IDLE_MS,
  queueSize: 0,
  whenFull: 'wait',
  reuse: false,
  spare: checkFiniteCount(options.spareChildren ?? SPARE_CHILDREN, 'spareChildren'),
  resourceLimits: undefined,
  startMethod: checkStartMethod(options.startMethod ?? 'forkserver'),
});

/** A bounded number of workers. */
export const poolPolicy = (options: PoolOptions): PoolPolicy => ({
  ...poolSize(options),
  ...poolTimes(options),
  queueSize: checkCount(orDefault(options.queueSize, QUEUE_SIZE), 'queueSize', 0) ?? Infinity,
  whenFull: checkWhenFull(options.whenFull ?? 'wait'),
  reuse: true,
  spare: 0,
  resourceLimits: checkResourceLimits(options.resourceLimits),
  // A long-lived worker profits from V8's helper threads, which a forked child does not have.
  startMethod: 'spawn',
});

// Unlike `??`, this keeps null, which means no limit.
const orDefault = <T, Usual>(given: T | undefined, otherwise: Usual): T | Usual =>
  given === undefined ? otherwise : given;

const poolSize = (options: PoolOptions): Pick<PoolPolicy, 'min' | 'max'> => {
  const min = checkFiniteCount(options.minWorkers ?? 1, 'minWorkers');
  const most = Math.max(min, WORKERS_PER_PROCESSOR * availableParallelism());
  const max = checkCount(options.maxWorkers ?? most, 'maxWorkers') ?? Infinity;
  if (max < min) throw rangeError(`maxWorkers (${max}) must not be below minWorkers (${min})`);
  return { min, max };
};

type Times = Pick<PoolPolicy, 'growAfterMs' | 'idleTimeoutMs'>;

const growAfterMsOf = ({ growAfterMs }: PoolOptions | ThreadingOptions): number =>
  checkTime(orDefault(growAfterMs, GROW_AFTER_MS), 'growAfterMs') ?? Infinity;

const poolTimes = (options: PoolOptions): Times & Pick<PoolPolicy, 'perRequest'> => {
  const growAfterMs = growAfterMsOf(options);
  const idleTimeoutMs =
    checkTime(orDefault(options.idleWorkerTimeoutMs, IDLE_MS), 'idleWorkerTimeoutMs') ?? Infinity;
  return { perRequest: growAfterMs === 0, growAfterMs, idleTimeoutMs };
};

const threadTimes = (options: ThreadingOptions): Times & Pick<PoolPolicy, 'reuse'> => {
  const reuse = checkBoolean(orDefault(options.reuseThreads, true), 'reuseThreads');
  const growAfterMs = growAfterMsOf(options);
  const idleTimeoutMs =
    checkTime(orDefault(options.idleThreadTimeoutMs, IDLE_MS), 'idleThreadTimeoutMs') ?? Infinity;
  // A thread that ends with its request is never free for another one.
  return { reuse, growAfterMs: reuse ? growAfterMs : 0, idleTimeoutMs };
};

// This many workers are started at once, so the number must be finite.
const checkFiniteCount = (value: unknown, name: string): number => {
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

// `new Worker` silently ignores a limit that is not a number.
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
