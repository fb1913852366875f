// The text that `console.log(socket)` shows: names instead of numbers, and the state of the descriptor in the kernel.
import {
  SOL_SOCKET,
  SO_ACCEPTCONN,
  constants,
  describeAddress,
  getpeername,
  getsockname,
  getsockopt,
  isUnixAddress,
} from '@fdset/posix';
import type { Address } from '@fdset/posix';
import { fdOf } from './socket-state.js';
import type { SocketState } from './socket-state.js';

/** The parts of a socket's description. */
export const inspectSocket = (state: SocketState): string[] => {
  const { family, type, protocol, timeoutMs } = state;
  const fd = fdOf(state);
  const kind = [nameOf('AF_', family), nameOf('SOCK_', type)];
  if (protocol !== 0) kind.push(nameOf('IPPROTO_', protocol));
  if (fd < 0) return [state.detached ? 'detached' : 'closed', ...kind];
  return [...describeState(fd), ...kind, `fd=${fd}`, `timeoutMs=${timeoutMs}`];
};

const describeState = (fd: number): string[] => {
  const local = quietly(() => getsockname(fd));
  const peer = quietly(() => getpeername(fd));
  const at = local === null || isUnnamed(local) ? [] : [`local=${describeAddress(local)}`];
  if (peer !== null)
    return ['connected', ...at, ...(isUnnamed(peer) ? [] : [`peer=${describeAddress(peer)}`])];
  const isListening = quietly(() => getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN) === 1) ?? false;
  if (isListening) return ['listening', ...at];
  return at.length > 0 ? ['bound', ...at] : ['unbound'];
};

const isUnnamed = (address: Address): boolean =>
  isUnixAddress(address) ? address.path.length === 0 : address.port === 0;

const quietly = <T>(ask: () => T): T | null => {
  try {
    return ask();
  } catch {
    return null;
  }
};

/** The name of a constant, or its number if it has no name on this platform. */
const nameOf = (prefix: string, value: number): string => {
  const found = Object.entries(constants).find(
    ([name, number]) => number === value && name.startsWith(prefix),
  );
  return found?.[0] ?? `${prefix}${value}`;
};
