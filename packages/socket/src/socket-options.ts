// The options of a Socket that need more than one system call: their effects on its state, and their encoding.
import {
  AF_INET6,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPV6_JOIN_GROUP,
  IPV6_LEAVE_GROUP,
  IP_ADD_MEMBERSHIP,
  IP_DROP_MEMBERSHIP,
  SOL_SOCKET,
  encodeMembership,
  getsockopt,
  getsockoptBytes,
  setsockopt,
} from '@fdset/posix';
import { requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';

/** An option and its value, as `setsockopt` takes them. */
export type OptionSetting = [level: number, name: number, value: Uint8Array];

/** An option as a number, or the bytes of its C structure. */
export const getOption = (
  state: SocketState,
  level: number,
  name: number,
  maxBytes: number | undefined,
): number | Buffer => {
  const fd = requireFd(state);
  return maxBytes === undefined
    ? getsockopt(fd, level, name)
    : getsockoptBytes(fd, level, name, maxBytes);
};

/** Sets an option. It may switch time stamps on, so the room for them is determined again. */
export const setOption = (
  state: SocketState,
  level: number,
  name: number,
  value: number | boolean | Uint8Array,
): void => {
  const raw = typeof value === 'boolean' ? Number(value) : value;
  setsockopt(requireFd(state), level, name, raw);
  if (level === SOL_SOCKET) state.stampRoom = null;
};

/** The option that joins a multicast group in this family. */
export const joinOption = (
  family: number,
  group: string,
  onInterface?: string | number,
): OptionSetting => membership(family, [IP_ADD_MEMBERSHIP, IPV6_JOIN_GROUP], group, onInterface);

/** The option that leaves a multicast group in this family. */
export const leaveOption = (
  family: number,
  group: string,
  onInterface?: string | number,
): OptionSetting => membership(family, [IP_DROP_MEMBERSHIP, IPV6_LEAVE_GROUP], group, onInterface);

const membership = (
  family: number,
  [v4, v6]: readonly [v4: number, v6: number],
  group: string,
  onInterface?: string | number,
): OptionSetting => {
  const isV6 = family === AF_INET6;
  const value = encodeMembership(
    onInterface === undefined ? { group } : { group, interface: onInterface },
  );
  return [isV6 ? IPPROTO_IPV6 : IPPROTO_IP, isV6 ? v6 : v4, value];
};
