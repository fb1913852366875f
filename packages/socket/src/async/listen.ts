// Makes a listener whose `accept` is a promise.
import type { Address, InetAddress, UnixAddress } from '@fdset/posix';
import { openListener } from '../create-listener.js';
import type { CreateListenerOptions } from '../create-listener.js';
import { AsyncSocket } from './async-socket.js';

/**
 * Binds and listens as `createListener` does, with the same options and errors.
 * @throws {SocketError} EADDRINUSE, EACCES, EADDRNOTAVAIL; the message has the address
 */
export function listen(
  address: InetAddress,
  options?: CreateListenerOptions,
): AsyncSocket<InetAddress>;
export function listen(
  address: UnixAddress,
  options?: CreateListenerOptions,
): AsyncSocket<UnixAddress>;
export function listen(address: Address, options?: CreateListenerOptions): AsyncSocket;
export function listen(address: Address, options?: CreateListenerOptions): AsyncSocket {
  return AsyncSocket.from(openListener(address, options, 'listen'));
}
