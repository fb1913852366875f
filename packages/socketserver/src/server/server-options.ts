// The options of all servers and their checks. What CPython keeps in class attributes is a static
// property of the class here; an option overrides it for one server.
import { argTypeError, rangeError } from '@fdset/posix';
import type { BaseSelector } from '@fdset/selectors';
import type { RequestKind } from '../transport/transport.js';

/** Options of every server. Times are in milliseconds; `null` is no limit. */
export interface ServerOptions {
  /** Bind and listen in the constructor; default true. Else call `serverBind` and `serverActivate`. */
  readonly bindAndActivate?: boolean | undefined;
  /** Given to every handler as `this.server.context`; structured-cloneable where handlers run elsewhere. */
  readonly context?: unknown;
  /**
   * What waits for requests: a new selector of any backend, with nothing registered. The server owns it, and closes it; only its
   * listener is registered there. Default: a `DefaultSelector`.
   */
  readonly selector?: BaseSelector | undefined;
  /** How long `handleRequest` waits for a request; default: the class's `timeoutMs`, null. */
  readonly timeoutMs?: number | null | undefined;
  /** Accepting pauses while so many connections are served; default null. Stream servers only. */
  readonly maxConnections?: number | null | undefined;
  /** Connections of one address (one user on Unix sockets) beyond it are closed; default null. */
  readonly maxConnectionsPerPeer?: number | null | undefined;
  /** How long a connection may stay silent in one call of its handler; default null. Stream servers only. */
  readonly idleTimeoutMs?: number | null | undefined;
  /**
   * How long a whole request may take before it is aborted, from when a thread or process has it where there are any;
   * default null. Stream servers only.
   */
  readonly requestTimeoutMs?: number | null | undefined;
}

/** The names of {@link ServerOptions}. */
export const SERVER_OPTIONS = [
  'bindAndActivate',
  'context',
  'selector',
  'timeoutMs',
  'maxConnections',
  'maxConnectionsPerPeer',
  'idleTimeoutMs',
  'requestTimeoutMs',
] as const satisfies readonly (keyof ServerOptions)[];

/** What strategies, and other libraries, call differently: who writes one of a line means the one that a class has. */
export const ALIKE: readonly (readonly string[])[] = [
  [
    'maxThreads',
    'maxWorkers',
    'maxChildren',
    'maxProcesses',
    'maxWorkers',
    'poolSize',
    'threads',
    'workers',
  ],
  ['minWorkers', 'spareChildren', 'minThreads', 'minChildren', 'minProcesses', 'minWorkers'],
  ['idleThreadTimeoutMs', 'idleWorkerTimeoutMs', 'idleChildTimeoutMs', 'idleProcessTimeoutMs'],
  ['requestQueueSize', 'backlog'],
  ['allowReuseAddress', 'reuseAddress', 'reuseAddr'],
  ['allowReusePort', 'reusePort'],
  ['maxConnections', 'maxClients'],
];

/** The limits after their checks. */
export interface Limits {
  readonly maxConnections: number | null;
  readonly maxConnectionsPerPeer: number | null;
  readonly idleTimeoutMs: number | null;
  readonly requestTimeoutMs: number | null;
}

// Node's timers count no further, and would make 1 ms of more.
const LONGEST_MS = 2 ** 31 - 1;
const COUNTS = ['maxConnections', 'maxConnectionsPerPeer'] as const;
const TIMES = ['idleTimeoutMs', 'requestTimeoutMs'] as const;

/**
 * Reads each limit once and checks it.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE; ERR_FDSET_UNSUPPORTED on a datagram server
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export const checkLimits = (options: ServerOptions, kind: RequestKind): Limits => {
  const limits = {} as Record<keyof Limits, number | null>;
  for (const name of COUNTS) limits[name] = checkCount(options[name] ?? null, name);
  for (const name of TIMES) limits[name] = checkTime(options[name] ?? null, name);
  if (kind === 'connection') return limits;
  for (const name of [...COUNTS, ...TIMES]) if (limits[name] !== null) throw onDatagrams(name);
  return limits;
};

/** A whole number from `least` on, or null. */
export const checkCount = (value: unknown, name: string, least = 1): number | null => {
  if (value === null) return null;
  if (typeof value !== 'number') throw wrongType(name, 'a number or null', value);
  if ((Number.isInteger(value) || value === Infinity) && value >= least) return value;
  throw rangeError(`${name} must be a whole number >= ${least} or null, not ${value}`);
};

/** Milliseconds, or null. */
export const checkTime = (value: unknown, name: string): number | null => {
  if (value === null) return null;
  if (typeof value !== 'number') throw wrongType(name, 'a number of milliseconds or null', value);
  if (value >= 0 && value <= LONGEST_MS) return value;
  throw rangeError(
    `${name} must be between 0 and ${LONGEST_MS} ms, some 24 days (null is no limit), not ${value}`,
  );
};

/** True, false, or left out: what another language takes for one of them is refused. */
export const checkFlag = (value: unknown, name: string): boolean | undefined => {
  if (value === undefined || typeof value === 'boolean') return value;
  throw wrongType(name, 'true or false', value);
};

const wrongType = (name: string, wanted: string, value: unknown): TypeError =>
  argTypeError(`${name} must be ${wanted}, not ${value === null ? 'null' : typeof value}`);

const onDatagrams = (name: string): TypeError =>
  argTypeError(
    `${name} is a limit of connections, and a datagram server has none: leave it out`,
    'ERR_FDSET_UNSUPPORTED',
  );
