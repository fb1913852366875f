// Connects to the first address that answers, without blocking Node's event loop.
import {
  AF_UNIX,
  AF_UNSPEC,
  SOCK_STREAM,
  checkTimeMs,
  getaddrinfoAsync,
  isUnixAddress,
} from '@fdset/posix';
import type { Address, InetAddress, UnixAddress } from '@fdset/posix';
import { requireAddress } from '../resolve-address.js';
import { stateOf } from '../socket-inside.js';
import { CallLimits } from '../waiting-line.js';
import { AsyncSocket } from './async-socket.js';
import type { DriverOptions } from './async-socket.js';
import type { OperationOptions } from './operation.js';
import { hostNameIn } from './resolve-later.js';
import { raceAddresses } from './race-addresses.js';
import { underLimits } from './under-limits.js';

/** Options of {@link connect}. */
export interface ConnectOptions extends OperationOptions, DriverOptions {
  /** The address to bind to first. */
  readonly sourceAddress?: Address | undefined;
  /** SOCK_STREAM (default), or SOCK_SEQPACKET or SOCK_DGRAM for a path. */
  readonly type?: number | undefined;
  /**
   * How long an address of a name is tried alone, in ms, before the next one is tried beside it (the Connection Attempt Delay of
   * RFC 8305, which recommends 250); the families take turns then. `null` (default) tries one after the other.
   */
  readonly attemptDelayMs?: number | null | undefined;
}

const OPTIONS = ['signal', 'timeoutMs', 'driver', 'sourceAddress', 'type', 'attemptDelayMs'];

/**
 * Connects to the first address of `{ host, port }` (IPv4 and IPv6, in the resolver's order) that answers, or to `{ path }`.
 * `timeoutMs` limits all attempts together. With `attemptDelayMs` the addresses are raced.
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
  const delayMs = checkTimeMs(options.attemptDelayMs ?? null, 'attemptDelayMs');
  const found = await candidatesOf(where, type, { signal, timeoutMs });
  const plan = { sourceAddress, type, driver, where };
  return raceAddresses({
    candidates: delayMs === null ? found : takingTurns(found),
    attempt: (candidate, lost) => connectTo(candidate, plan, limits, lost),
    delayMs,
    limits,
    late: () => limits.timeoutError(where),
  });
}

interface Candidate {
  readonly family: number;
  readonly protocol: number;
  readonly address: Address;
}

const candidatesOf = async (
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

/** The addresses of both families by turns, each in the resolver's order, beginning with its first: RFC 8305, section 4. */
const takingTurns = (found: readonly Candidate[]): Candidate[] => {
  const firsts = found.filter(({ family }) => family === found[0]?.family);
  const others = found.filter(({ family }) => family !== found[0]?.family);
  const turns = Array.from({ length: Math.max(firsts.length, others.length) }, (_, index) => [
    firsts.slice(index, index + 1),
    others.slice(index, index + 1),
  ]);
  return turns.flat(2);
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
  signal: AbortSignal | undefined,
): Promise<AsyncSocket> => {
  const socket = new AsyncSocket(family, type, protocol, { driver });
  try {
    if (sourceAddress !== undefined) socket.bind(sourceAddress);
    await socket.connect(address, { signal, timeoutMs: limits.leftMs });
    const state = stateOf(socket);
    state.hostName = hostNameIn(state, where);
    return socket;
  } catch (error) {
    socket.close();
    throw limits.explain(error, address);
  }
};
