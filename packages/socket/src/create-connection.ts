// Makes a connected stream socket from an address, like CPython's create_connection, and also for Unix paths.
import {
  AF_UNIX,
  AF_UNSPEC,
  SOCK_STREAM,
  checkBoolean,
  checkOptionNames,
  checkTimeMs,
  checkWhole,
  getaddrinfo,
  isUnixAddress,
} from '@fdset/posix';
import type { Address, InetAddress, UnixAddress, SocketError } from '@fdset/posix';
import { isAttemptFailure, summarize } from './connection-errors.js';
import { requireAddress } from './resolve-address.js';
import { Socket } from './socket.js';

/** How to connect. */
export interface CreateConnectionOptions {
  /** The limit for each tried address, and afterwards the socket's timeout; default null waits for ever. */
  timeoutMs?: number | null | undefined;
  /** The local address to connect from; for an empty host or port 0 the system chooses. */
  sourceAddress?: Address | undefined;
  /**
   * Which error a failure throws. True: always an `AggregateError` with one error per address. False: only the last
   * error. Default: the error itself if there was one address, else an `AggregateError`.
   */
  allErrors?: boolean | undefined;
  /** SOCK_STREAM (default), SOCK_DGRAM, or SOCK_SEQPACKET for a path. */
  type?: number | undefined;
}

/**
 * Connects to the first address of `{ host, port }` (IPv4 and IPv6, in the resolver's order) that
 * answers, or to `{ path }`, and returns the socket. Resolving a name blocks without a limit.
 *
 * @throws {AggregateError} whose `errors` has one SocketError per address, and whose `code` is that of the first
 * @throws {SocketError} when there was one address; see `allErrors`
 * @throws {AddressInfoError} when the name does not resolve
 */
export function createConnection(
  address: InetAddress,
  options?: CreateConnectionOptions,
): Socket<InetAddress>;
export function createConnection(
  address: UnixAddress,
  options?: CreateConnectionOptions,
): Socket<UnixAddress>;
export function createConnection(address: Address, options?: CreateConnectionOptions): Socket;
export function createConnection(address: Address, options: CreateConnectionOptions = {}): Socket {
  const where = requireAddress(address, 'createConnection', options);
  const plan = planConnection(options);
  const errors: SocketError[] = [];
  for (const candidate of candidates(where, plan.type)) {
    try {
      return connectTo(candidate, plan);
    } catch (error) {
      if (!isAttemptFailure(error)) throw error;
      errors.push(error);
    }
  }
  throw summarize(errors, plan.allErrors);
}

const OPTIONS = ['timeoutMs', 'sourceAddress', 'allErrors', 'type'];

/** The options after reading each once and checking it, before any address is tried. */
interface ConnectionPlan {
  readonly timeoutMs: number | null;
  readonly sourceAddress: Address | undefined;
  readonly allErrors: boolean | undefined;
  readonly type: number;
}

const planConnection = (options: CreateConnectionOptions): ConnectionPlan => {
  checkOptionNames(options, OPTIONS, 'createConnection');
  const { timeoutMs = null, sourceAddress, allErrors, type = SOCK_STREAM } = options;
  return {
    timeoutMs: checkTimeMs(timeoutMs, 'timeoutMs'),
    sourceAddress:
      sourceAddress === undefined ? undefined : requireAddress(sourceAddress, 'sourceAddress'),
    allErrors: allErrors === undefined ? undefined : checkBoolean(allErrors, 'allErrors'),
    type: checkWhole(type, 'type'),
  };
};

interface Candidate {
  family: number;
  protocol: number;
  address: Address;
}

const candidates = (address: Address, type: number): Candidate[] => {
  if (isUnixAddress(address)) return [{ family: AF_UNIX, protocol: 0, address }];
  const { host, port } = address;
  const found = getaddrinfo(host === '' ? null : host, port, {
    family: AF_UNSPEC,
    type,
  });
  return found.map(({ family, protocol, address: numeric }) => ({
    family,
    protocol,
    address: numeric,
  }));
};

const connectTo = (candidate: Candidate, plan: ConnectionPlan): Socket => {
  const socket = new Socket(candidate.family, plan.type, candidate.protocol);
  try {
    if (plan.timeoutMs !== null) socket.settimeout(plan.timeoutMs);
    if (plan.sourceAddress !== undefined) socket.bind(plan.sourceAddress);
    socket.connect(candidate.address);
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
};
