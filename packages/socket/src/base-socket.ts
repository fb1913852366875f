// What every kind of socket object has, whether its verbs block or return promises: names, options, and its state. No verb here
// waits.
import { inspect } from 'node:util';
import {
  SOL_SOCKET,
  SOMAXCONN,
  SO_LINGER,
  bind,
  classNameOf,
  decodeLinger,
  encodeLinger,
  getPeerCredentials,
  getpeername,
  getsockname,
  inspectLine,
  listen,
  shutdown,
} from '@fdset/posix';
import type { Address, Credentials, InspectArguments } from '@fdset/posix';
import { inspectSocket } from './inspect-socket.js';
import { recycle } from './recycle.js';
import { resolveOnce } from './resolve-address.js';
import { provideAccess } from './socket-inside.js';
import { getOption, joinOption, leaveOption, setOption } from './socket-options.js';
import { closeWhenCollected, fdOf, requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';
import { setTimestamps } from './timestamp-option.js';
import type { TimestampOptions } from './timestamp-option.js';

/**
 * The common part of `Socket` and `AsyncSocket`.
 *
 * @typeParam A - the type of its addresses, if it is known.
 */
export abstract class BaseSocket<A extends Address = Address> {
  readonly #state: SocketState;

  static {
    provideAccess({
      stateOf: (socket) => (socket as BaseSocket).#state,
      isSocket: (value) => typeof value === 'object' && value !== null && #state in value,
    });
  }

  /** @internal */
  constructor(state: SocketState) {
    this.#state = state;
    closeWhenCollected(this, state);
  }

  // Properties

  /** The address family, such as `AF_INET`; stays readable after close. */
  get family(): number {
    return this.#state.family;
  }

  /** The socket type, such as `SOCK_STREAM`; stays readable after close. */
  get type(): number {
    return this.#state.type;
  }

  /** The protocol number, 0 for the family's default; stays readable after close. */
  get protocol(): number {
    return this.#state.protocol;
  }

  /** True after the socket was closed or detached. */
  get closed(): boolean {
    return fdOf(this.#state) < 0;
  }

  /** The descriptor, or -1 after the socket was closed or detached. */
  fileno(): number {
    return fdOf(this.#state);
  }

  // Names and peers

  /**
   * Binds the socket to an address. The host may be a name, or `''` for every local address; port 0 takes a free
   * port. A Unix path of `''` takes a free abstract name, `'\0name'` is an abstract name (Linux).
   * @throws {SocketError} EADDRINUSE, EADDRNOTAVAIL, EACCES; the message has the address
   */
  bind(address: A): void;
  bind(address: Address, next?: unknown): void {
    const resolved = resolveOnce(this.#state, address, next);
    bind(requireFd(this.#state), resolved);
  }

  /**
   * Makes the socket a listener with a queue for `backlog` connections; default SOMAXCONN.
   * @throws {SocketError}
   */
  listen(backlog = SOMAXCONN): void {
    listen(requireFd(this.#state), backlog);
  }

  /**
   * The address to which this socket is bound; a Unix socket without a name has the path `''`.
   * @throws {SocketError}
   */
  getsockname(): A {
    return getsockname(requireFd(this.#state)) as A;
  }

  /**
   * The address of the peer.
   * @throws {SocketError} ENOTCONN
   */
  getpeername(): A {
    return getpeername(requireFd(this.#state)) as A;
  }

  /**
   * The process, user and group id of the peer of a Unix socket at the time when it connected or listened.
   * @throws {SocketError}
   */
  getPeerCredentials(): Credentials {
    return getPeerCredentials(requireFd(this.#state));
  }

  /**
   * Ends one or both directions (SHUT_RD, SHUT_WR or SHUT_RDWR) for all holders of the socket.
   * @throws {SocketError} ENOTCONN
   */
  shutdown(how: number): void {
    shutdown(requireFd(this.#state), how);
  }

  // Options

  /**
   * Reads an option as a number, or with `maxBytes` as the bytes of its C structure.
   * @throws {SocketError} ENOPROTOOPT and others; see getsockopt(2)
   */
  getsockopt(level: number, name: number): number;
  getsockopt(level: number, name: number, maxBytes: number): Buffer;
  getsockopt(level: number, name: number, maxBytes?: number): number | Buffer {
    return getOption(this.#state, level, name, maxBytes);
  }

  /**
   * Sets an option to an int, to a flag (`true` is 1), or to the bytes of its C structure.
   * @throws {SocketError} ENOPROTOOPT, EINVAL, EPERM and others; see setsockopt(2)
   */
  setsockopt(level: number, name: number, value: number | boolean | Uint8Array): void {
    setOption(this.#state, level, name, value);
  }

  /** The SO_LINGER setting in whole seconds; `null` when it is off. */
  getLinger(): number | null {
    const { on, seconds } = decodeLinger(this.getsockopt(SOL_SOCKET, SO_LINGER, 8));
    return on ? seconds : null;
  }

  /**
   * Sets SO_LINGER. With `null` (the default) close goes on in the background, with 0 close sends a
   * reset (RST) and drops unsent data, with more close waits for that many seconds.
   */
  setLinger(seconds: number | null): void {
    const linger = encodeLinger({ on: seconds !== null, seconds: seconds ?? 0 });
    this.setsockopt(SOL_SOCKET, SO_LINGER, linger);
  }

  /**
   * Makes the kernel stamp messages at their arrival; `false` stops it. The result of `recvmsg` then has `timestampNs`, and
   * that of `recvPhases` three phases. The option is SO_TIMESTAMPING on streams and for hardware stamps (the result of
   * `recvmsg` then also has `timestamps`), else SO_TIMESTAMPNS. Accepted connections inherit the setting of their listener.
   *
   * Not guaranteed: the kernel begins to stamp packets a moment after the request (a work queue, some 0.1 ms). An earlier
   * packet has no stamp or, in `recvmsg` of a datagram, the stamp of its reception. On a stream the stamp is that of the last
   * segment that was read, or that was merged into it.
   *
   * Linux only. Source: socket(7), Documentation/networking/timestamping.rst of Linux.
   * @throws {TypeError} ERR_FDSET_UNSUPPORTED for Unix streams, for hardware stamps on a Unix socket,
   *   and on platforms without time stamps
   * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_CLOSED, ERR_FDSET_DETACHED
   */
  setTimestamps(how: boolean | TimestampOptions): void {
    setTimestamps(this.#state, how);
  }

  /**
   * Joins a multicast group on the interface with this address (IPv4) or index (IPv6); without it the system chooses.
   * @throws {SocketError} ENODEV, EADDRINUSE when the group is joined already
   */
  joinGroup(group: string, onInterface?: string | number): void {
    this.setsockopt(...joinOption(this.family, group, onInterface));
  }

  /**
   * Leaves a multicast group that `joinGroup` joined with the same interface.
   * @throws {SocketError} EADDRNOTAVAIL when the group was not joined
   */
  leaveGroup(group: string, onInterface?: string | number): void {
    this.setsockopt(...leaveOption(this.family, group, onInterface));
  }

  /**
   * Gives the memory of a result of `recv` or `recvfrom` back, so that later results use it: new memory costs several times
   * as much, most of all for large results and in the first seconds of a program. `data` is empty afterwards, and so is
   * every other Buffer that shares its memory. Nothing may be using it, such as a write of a file that has not ended.
   *
   * Results have memory of their own only after the first call on this socket. A result that shares memory with others stays
   * as it is: results before that call, results below a sixteenth of `maxBytes`, and on Node 20 results of a `maxBytes`
   * below 64 KiB. It may be called after `close`.
   * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE when `data` is no Buffer or Uint8Array
   */
  recycle(data: Uint8Array): void {
    recycle(this.#state, data);
  }

  // Inspection

  /** `console.log(socket)` shows its state, addresses, family, type, descriptor and timeout. */
  [inspect.custom](...given: InspectArguments): string {
    return inspectLine(classNameOf(this, 'Socket'), () => inspectSocket(this.#state), ...given);
  }

  /** The same in a string. */
  toString(): string {
    return this[inspect.custom]();
  }
}
