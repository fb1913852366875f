// One turn of a loop over many stream sockets, with one call for everything that is received and one for everything that is
// sent.
import { addon } from './addon.js';
import { check } from './check.js';
import { unsupportedError } from './misuse.js';

/** Each entry of {@link receiveReady}: descriptor, generation, EPOLL* events, received bytes or -errno, their offset. */
export const READY_ENTRY = 5;
/** Each entry of {@link sendEach}: descriptor, offset, length, and then the sent bytes or -errno. */
export const SEND_ENTRY = 4;
/** Whether this platform has {@link receiveReady}. */
export const hasReceiveReady = addon.receiveReady !== undefined;

/**
 * Asks an epoll set what is ready, without waiting, and receives for each ready descriptor that wants bytes.
 *
 * `wanted[2 * fd]` is the generation of the registration, and `wanted[2 * fd + 1]` how many bytes it wants (0: none). The
 * bytes lie one behind the other in `room`. What a ready descriptor wanted is 0 afterwards. An entry of `ready` has -EAGAIN
 * when nothing was received, because nothing is wanted or there, or more than there is room for. A descriptor may have two
 * entries. Linux. Source: epoll_wait(2), recv(2).
 * @returns the number of entries.
 * @throws {TypeError|RangeError} for arguments of other types, and an empty `ready`
 */
export function receiveReady(
  epfd: number,
  wanted: Int32Array,
  room: Uint8Array,
  ready: Int32Array,
): number {
  if (addon.receiveReady === undefined) throw unsupportedError('epoll');
  return check(addon.receiveReady(epfd, wanted, room, ready), 'epoll_wait');
}

/**
 * Sends the bytes of each of the first `count` entries, without waiting, and writes the result into the entry: how many bytes
 * the kernel took, or -errno. Source: send(2).
 * @throws {TypeError|RangeError} for entries outside of `bytes`; nothing was sent then
 */
export function sendEach(bytes: Uint8Array, entries: Int32Array, count: number): void {
  addon.sendEach(bytes, entries, count);
}
