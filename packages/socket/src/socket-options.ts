// A Socket's names and options: who it is, who its peer is, and what the kernel does with it.
// Sits between socket-handle.ts and socket-receiver.ts.
import {
  AF_INET6,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPV6_JOIN_GROUP,
  IPV6_LEAVE_GROUP,
  IP_ADD_MEMBERSHIP,
  IP_DROP_MEMBERSHIP,
  SOL_SOCKET,
  SO_LINGER,
  decodeLinger,
  encodeLinger,
  encodeMembership,
  getPeerCredentials,
  getpeername,
  getsockname,
  getsockopt,
  getsockoptBytes,
  setsockopt,
} from '@fdset/posix';
import type { Address, Credentials } from '@fdset/posix';
import { SocketHandle, stateOf } from './socket-handle.js';
import { requireFd } from './socket-state.js';

/** Names and options. */
export abstract class SocketOptions<A extends Address = Address> extends SocketHandle {
  /**
   * The address this socket is bound to; a Unix socket without a name has the path `''`.
   * @throws {SocketError}
   */
  getsockname(): A {
    return getsockname(requireFd(stateOf(this))) as A;
  }

  /**
   * The address of the peer.
   * @throws {SocketError} ENOTCONN
   */
  getpeername(): A {
    return getpeername(requireFd(stateOf(this))) as A;
  }

  /**
   * Reads an option: as a number, or with `maxBytes` as the bytes of its C structure.
   * @throws {SocketError} ENOPROTOOPT and others; see getsockopt(2)
   */
  getsockopt(level: number, name: number): number;
  getsockopt(level: number, name: number, maxBytes: number): Buffer;
  getsockopt(level: number, name: number, maxBytes?: number): number | Buffer {
    const fd = requireFd(stateOf(this));
    return maxBytes === undefined
      ? getsockopt(fd, level, name)
      : getsockoptBytes(fd, level, name, maxBytes);
  }

  /**
   * Sets an option to an int, to a flag (`true` is 1), or to the bytes of its C structure.
   * @throws {SocketError} ENOPROTOOPT, EINVAL, EPERM and others; see setsockopt(2)
   */
  setsockopt(level: number, name: number, value: number | boolean | Uint8Array): void {
    const raw = typeof value === 'boolean' ? Number(value) : value;
    const state = stateOf(this);
    setsockopt(requireFd(state), level, name, raw);
    if (level === SOL_SOCKET) state.stampRoom = null;
  }

  /** The SO_LINGER setting in whole seconds; `null` when it is off. */
  getLinger(): number | null {
    const { on, seconds } = decodeLinger(this.getsockopt(SOL_SOCKET, SO_LINGER, 8));
    return on ? seconds : null;
  }

  /**
   * Sets SO_LINGER: `null` lets close go on in the background (the default), 0 makes close send a
   * reset (RST) and drop what is unsent, more lets close wait for that many seconds.
   */
  setLinger(seconds: number | null): void {
    this.setsockopt(
      SOL_SOCKET,
      SO_LINGER,
      encodeLinger({ on: seconds !== null, seconds: seconds ?? 0 }),
    );
  }

  /**
   * Joins a multicast group, on the interface with this address (IPv4) or index (IPv6), else on the
   * system's choice.
   * @throws {SocketError} ENODEV, EADDRINUSE when already joined
   */
  joinGroup(group: string, onInterface?: string | number): void {
    this.#setMembership(IP_ADD_MEMBERSHIP, IPV6_JOIN_GROUP, group, onInterface);
  }

  /**
   * Leaves a multicast group that `joinGroup` joined with the same interface.
   * @throws {SocketError} EADDRNOTAVAIL when it was not joined
   */
  leaveGroup(group: string, onInterface?: string | number): void {
    this.#setMembership(IP_DROP_MEMBERSHIP, IPV6_LEAVE_GROUP, group, onInterface);
  }

  #setMembership(v4: number, v6: number, group: string, onInterface?: string | number): void {
    const isV6 = this.family === AF_INET6;
    const value = encodeMembership(
      onInterface === undefined ? { group } : { group, interface: onInterface },
    );
    this.setsockopt(isV6 ? IPPROTO_IPV6 : IPPROTO_IP, isV6 ? v6 : v4, value);
  }

  /**
   * Process, user and group id of the process at the other end of a Unix socket, as they were when
   * it connected or listened.
   * @throws {SocketError}
   */
  getPeerCredentials(): Credentials {
    return getPeerCredentials(requireFd(stateOf(this)));
  }
}
