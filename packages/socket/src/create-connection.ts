// A connected stream socket from an address: CPython's create_connection, for Unix paths as well.
import {
  AF_UNIX,
  AF_UNSPEC,
  SOCK_STREAM,
  SocketError,
  checkOptionNames,
  getaddrinfo,
  isUnixAddress,
} from '@fdset/posix';
import type { Address, InetAddress, UnixAddress } from '@fdset/posix';
import { checkFlag, checkTimeout } from './arguments.js';
import { requireAddress } from './resolve-address.js';
import { Socket } from './socket.js';

/** How to connect. */
export interface CreateConnectionOptions {
  /** Limit for each address that is tried, and then the socket's timeout; default null: for ever. */
  timeoutMs?: number | null | undefined;
  /** Where to connect from; an empty host or port 0 lets the system choose. */
  sourceAddress?: Address | undefined;
  /**
   * True: failure is always an `AggregateError` with one error per address. False: only the last
   * error. Default: the error itself where there was one address, an `AggregateError` of several.
   */
  allErrors?: boolean | undefined;
}

/**
 * Connects to the first address of `{ host, port }` (IPv4 and IPv6, in the resolver's order) that
 * answers, or to `{ path }`, and returns the socket. Resolving a name blocks and has no limit.
 *
 * @throws {AggregateError} whose `errors` are one SocketError per address, `code` the first one's
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
  for (const candidate of candidates(where)) {
    try {
      return connectTo(candidate, plan);
    } catch (error) {
      if (!isAttemptFailure(error)) throw error;
      errors.push(error);
    }
  }
  throw summarize(errors, plan.allErrors);
}

const OPTIONS = ['timeoutMs', 'sourceAddress', 'allErrors'];

/** The options, read once and checked before any address is tried. */
interface ConnectionPlan {
  readonly timeoutMs: number | null;
  readonly sourceAddress: Address | undefined;
  readonly allErrors: boolean | undefined;
}

const planConnection = (options: CreateConnectionOptions): ConnectionPlan => {
  checkOptionNames(options, OPTIONS, 'createConnection');
  const { timeoutMs = null, sourceAddress, allErrors } = options;
  return {
    timeoutMs: checkTimeout(timeoutMs),
    sourceAddress:
      sourceAddress === undefined ? undefined : requireAddress(sourceAddress, 'sourceAddress'),
    allErrors: allErrors === undefined ? undefined : checkFlag(allErrors, 'allErrors'),
  };
};

interface Candidate {
  family: number;
  protocol: number;
  address: Address;
}

const candidates = (address: Address): Candidate[] => {
  if (isUnixAddress(address)) return [{ family: AF_UNIX, protocol: 0, address }];
  const { host, port } = address;
  const found = getaddrinfo(host === '' ? null : host, port, {
    family: AF_UNSPEC,
    type: SOCK_STREAM,
  });
  return found.map(({ family, protocol, address: numeric }) => ({
    family,
    protocol,
    address: numeric,
  }));
};

const connectTo = (candidate: Candidate, plan: ConnectionPlan): Socket => {
  const socket = new Socket(candidate.family, SOCK_STREAM, candidate.protocol);
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

// An interruption is not this address's failure: the next one must not be tried.
const isAttemptFailure = (error: unknown): error is SocketError =>
  error instanceof SocketError && error.code !== 'EINTR';

const summarize = (errors: SocketError[], allErrors: boolean | undefined): Error => {
  const last = errors.at(-1);
  if (last !== undefined && (allErrors === false || (errors.length === 1 && !allErrors)))
    return last;
  const message = `could not connect: ${errors.map((error) => error.message).join('; ')}`;
  return Object.assign(new AggregateError(errors, message), { code: errors[0]?.code });
};
