// The rules of one pool, made of the options of its server: how many workers there are, and what happens to a request that
// finds none. Threading, forking and pools differ only in their policies.
import { availableParallelism } from 'node:os';
import type { ResourceLimits } from 'node:worker_threads';
import { argTypeError, checkBoolean, checkOptionNames, rangeError } from '@fdset/posix';
import { shown } from '../basics.js';
import { checkCount, checkTime } from '../server/server-options.js';
import type { ForkingOptions, PoolOptions, StartMethod, ThreadingOptions } from './pool-options.js';

/** The rules of one pool. */
export interface PoolPolicy {
  readonly min: number;
  readonly max: number;
  /** How many requests one worker handles at once. */
  readonly requestsPerWorker: number;
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
  requestsPerWorker: 1,
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
  requestsPerWorker: 1,
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

type Size = Pick<PoolPolicy, 'min' | 'max' | 'requestsPerWorker'>;

const poolSize = (options: PoolOptions): Size => {
  const requestsPerWorker = checkFiniteCount(
    options.requestsPerWorker ?? 1,
    'requestsPerWorker',
    1,
  );
  return {
    ...(requestsPerWorker > 1 ? sharedSize(options) : plainSize(options)),
    requestsPerWorker,
  };
};

const plainSize = (options: PoolOptions): Omit<Size, 'requestsPerWorker'> => {
  const min = checkFiniteCount(options.minWorkers ?? 1, 'minWorkers');
  return { min, max: checkMost(options, min, WORKERS_PER_PROCESSOR * availableParallelism()) };
};

// A worker with room for all requests would get all of them, and the other processors none, so all workers are there from the
// beginning.
const sharedSize = (options: PoolOptions): Omit<Size, 'requestsPerWorker'> => {
  const { minWorkers } = options;
  const least = minWorkers === undefined ? 0 : checkFiniteCount(minWorkers, 'minWorkers');
  const max = checkMost(options, least, availableParallelism());
  if (minWorkers !== undefined) return { min: least, max };
  return { min: max < Infinity ? max : availableParallelism(), max };
};

const checkMost = ({ maxWorkers }: PoolOptions, min: number, usual: number): number => {
  const max = checkCount(maxWorkers ?? Math.max(min, usual), 'maxWorkers') ?? Infinity;
  if (max < min) throw rangeError(`maxWorkers (${max}) must not be below minWorkers (${min})`);
  return max;
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
const checkFiniteCount = (value: unknown, name: string, least = 0): number => {
  const count = checkCount(value, name, least) ?? least;
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
