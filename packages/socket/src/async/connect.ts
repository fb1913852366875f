// Connects to the first address that answers, without blocking Node's event loop.
import { AF_UNIX, AF_UNSPEC, SOCK_STREAM, getaddrinfoAsync, isUnixAddress } from '@fdset/posix';
import type { Address, InetAddress, UnixAddress } from '@fdset/posix';
import { isAttemptFailure, summarize } from '../connection-errors.js';
import type { SocketError } from '@fdset/posix';
import { requireAddress } from '../resolve-address.js';
import { stateOf } from '../socket-inside.js';
import { CallLimits } from '../waiting-line.js';
import { AsyncSocket } from './async-socket.js';
import type { DriverOptions } from './async-socket.js';
import type { OperationOptions } from './operation.js';
import { hostNameIn } from './resolve-later.js';
import { underLimits } from './under-limits.js';

/** Options of {@link connect}. */
export interface ConnectOptions extends OperationOptions, DriverOptions {
  /** The address to bind to first. */
  readonly sourceAddress?: Address | undefined;
  /** SOCK_STREAM (default), or SOCK_SEQPACKET or SOCK_DGRAM for a path. */
  readonly type?: number | undefined;
}

const OPTIONS = ['signal', 'timeoutMs', 'driver', 'sourceAddress', 'type'];

/**
 * Connects to the first address of `{ host, port }` (IPv4 and IPv6, in the resolver's order) that answers, or to `{ path }`.
 * `timeoutMs` limits all attempts together.
 *
 * @throws {AggregateError} whose `errors` has one SocketError per address, and whose `code` is that of the first
 * @throws {SocketError} when there was one address
 * @throws {SocketTimeoutError} ETIMEDOUT
 * @throws {AddressInfoError} when the name does not resolve
 */
export function connect(
  address: InetAddress,
  options?: ConnectOptions,
): Promise<AsyncSocket<InetAddress>>;
export function connect(
  address: UnixAddress,
  options?: ConnectOptions,
): Promise<AsyncSocket<UnixAddress>>;
export function connect(address: Address, options?: ConnectOptions): Promise<AsyncSocket>;
export async function connect(
  address: Address,
  options: ConnectOptions = {},
): Promise<AsyncSocket> {
  const where = requireAddress(address, 'connect', options);
  const limits = new CallLimits('connect', options, OPTIONS);
  const { signal, timeoutMs, driver, sourceAddress, type = SOCK_STREAM } = options;
  const errors: SocketError[] = [];
  for (const candidate of await candidates(where, type, { signal, timeoutMs })) {
    limits.check();
    if (errors.length > 0 && limits.leftMs === 0) throw limits.timeoutError(where);
    try {
      return await connectTo(candidate, { sourceAddress, type, driver, where }, limits);
    } catch (error) {
      if (!isAttemptFailure(error)) throw error;
      errors.push(error);
    }
  }
  throw summarize(errors, undefined);
}

interface Candidate {
  readonly family: number;
  readonly protocol: number;
  readonly address: Address;
}

const candidates = async (
  address: Address,
  type: number,
  limits: OperationOptions,
): Promise<Candidate[]> => {
  if (isUnixAddress(address)) return [{ family: AF_UNIX, protocol: 0, address }];
  const { host, port } = address;
  const resolving = getaddrinfoAsync(host === '' ? null : host, port, { family: AF_UNSPEC, type });
  const found = await underLimits(resolving, limits, 'getaddrinfo');
  return found.map(({ family, protocol, address: numeric }) => ({
    family,
    protocol,
    address: numeric,
  }));
};

interface Plan extends Pick<ConnectOptions, 'sourceAddress' | 'driver'> {
  readonly type: number;
  /** What the caller has asked for. */
  readonly where: Address;
}

const connectTo = async (
  { family, protocol, address }: Candidate,
  { sourceAddress, type, driver, where }: Plan,
  limits: CallLimits,
): Promise<AsyncSocket> => {
  const socket = new AsyncSocket(family, type, protocol, { driver });
  try {
    if (sourceAddress !== undefined) socket.bind(sourceAddress);
    await socket.connect(address, { signal: limits.signal, timeoutMs: limits.leftMs });
    const state = stateOf(socket);
    state.hostName = hostNameIn(state, where);
    return socket;
  } catch (error) {
    socket.close();
    throw limits.explain(error, address);
  }
};
