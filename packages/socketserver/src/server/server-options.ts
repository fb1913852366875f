// The options of all servers and their checks. CPython's class attributes are static properties here, and an option
// overrides the static property for one server.
import { argTypeError, checkTimeMs, kindOf, rangeError } from '@fdset/posix';
import type { BaseSelector } from '@fdset/selectors';
import type { ServerTlsOptions } from '../transport/tls-options.js';
import type { RequestKind } from '../transport/transport.js';

/** Options of every server. Times are in milliseconds; `null` is no limit. */
export interface ServerOptions {
  /** Bind and listen in the constructor; default true. If false, call `serverBind` and `serverActivate`. */
  readonly bindAndActivate?: boolean | undefined;
  /**
   * Every handler gets it as `this.server.context`. It must be structured-cloneable if handlers run on threads or in
   * processes.
   */
  readonly context?: unknown;
  /**
   * The selector that waits for requests: a new one of any backend, with nothing registered. The server registers only
   * its listener there, owns the selector and closes it. Default: a `DefaultSelector`.
   */
  readonly selector?: BaseSelector | undefined;
  /** How long `handleRequest` waits for a request; default: the static `timeoutMs` of the class, which is null. */
  readonly timeoutMs?: number | null | undefined;
  /** Accepting pauses while this many connections are under way; default null. Stream servers only. */
  readonly maxConnections?: number | null | undefined;
  /** How many connections one address (one user on Unix sockets) may have; further ones are closed. Default null. */
  readonly maxConnectionsPerPeer?: number | null | undefined;
  /**
   * How long a connection may stay silent in one call of its handler: the time-out that it is accepted with, which hooks and
   * handlers can change; default null. Stream servers only.
   */
  readonly idleTimeoutMs?: number | null | undefined;
  /**
   * How long one read of a handler may take: one receive of its connection, or one call of `rfile`, which may need several.
   * Default null. Stream servers only.
   */
  readonly readTimeoutMs?: number | null | undefined;
  /** How long one write of a handler may take, until the kernel has all its bytes; default null. Stream servers only. */
  readonly writeTimeoutMs?: number | null | undefined;
  /**
   * How many bytes of `wfile` of an `AsyncStreamRequestHandler` may wait for the client, in writes that nobody awaits (a single
   * write may be longer). With more the connection is cut, and its request fails with ERR_FDSET_OUTBOUND_LIMIT. Default null.
   * Synchronous handlers wait themselves. Stream servers only.
   */
  readonly maxOutboundBytes?: number | null | undefined;
  /**
   * How long a whole request may take before it is aborted; default null. On threads and in processes the time begins
   * when a worker has the request. Stream servers only.
   */
  readonly requestTimeoutMs?: number | null | undefined;
  /**
   * Encrypts every connection: the options of a server of node:tls, and `handshakeTimeoutMs`. The handler extends
   * `AsyncStreamRequestHandler`, whose `setup` makes the handshake. A client that fails it counts as disconnected. Stream
   * servers only.
   */
  readonly tls?: ServerTlsOptions | null | undefined;
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
  'readTimeoutMs',
  'writeTimeoutMs',
  'requestTimeoutMs',
  'maxOutboundBytes',
  'tls',
] as const satisfies readonly (keyof ServerOptions)[];

/** Names of one option in different strategies and in other libraries; errors of unknown options suggest the right one. */
export const OPTION_SYNONYMS: readonly (readonly string[])[] = [
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
  readonly readTimeoutMs: number | null;
  readonly writeTimeoutMs: number | null;
  readonly requestTimeoutMs: number | null;
  readonly maxOutboundBytes: number | null;
}

// Node's timers count no further, and turn a longer delay into 1 ms.
const LONGEST_MS = 2 ** 31 - 1;
const COUNTS = ['maxConnections', 'maxConnectionsPerPeer', 'maxOutboundBytes'] as const;
const TIMES = ['idleTimeoutMs', 'readTimeoutMs', 'writeTimeoutMs', 'requestTimeoutMs'] as const;

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
  for (const name of [...COUNTS, ...TIMES])
    if (limits[name] !== null) throw unsupportedOnDatagrams(name);
  return limits;
};

/** Checks a whole number that is at least `least`, or null. */
export const checkCount = (value: unknown, name: string, least = 1): number | null => {
  if (value === null) return null;
  if (typeof value !== 'number')
    throw argTypeError(`${name} must be a number or null, not ${kindOf(value)}`);
  if ((Number.isInteger(value) || value === Infinity) && value >= least) return value;
  throw rangeError(`${name} must be a whole number >= ${least} or null, not ${value}`);
};

/** Checks a number of milliseconds that a timer of Node can wait, or null. */
export const checkTime = (value: number | null, name: string): number | null =>
  checkTimeMs(value, name, LONGEST_MS);

const unsupportedOnDatagrams = (name: string): TypeError =>
  argTypeError(
    `${name} limits connections, and a datagram server has none: leave it out`,
    'ERR_FDSET_UNSUPPORTED',
  );
