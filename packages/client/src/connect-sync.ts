// Makes a client that blocks from a URL.
import { checkOptionNames } from '@fdset/posix';
import { createConnection } from '@fdset/socket';
import { parseUrl } from './parse-url.js';
import { SyncClient } from './sync-client.js';

/** How to connect. */
export interface ConnectSyncOptions {
  /**
   * How long connecting (to each address of a name) and afterwards each call may wait, in milliseconds; default null waits
   * for ever, 0 does not wait.
   */
  readonly timeoutMs?: number | null | undefined;
}

/**
 * Connects to `tcp://HOST:PORT` (an IPv6 address in brackets) or to `unix:///PATH` (`unix:%00NAME` for an abstract name), and
 * blocks this thread until the connection stands. Resolving a host name has no limit.
 *
 * @throws {TypeError} ERR_FDSET_INVALID_URL, ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_UNKNOWN_OPTION
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE for a port or a timeout
 * @throws {SocketError} ECONNREFUSED, ETIMEDOUT, ENOENT and others, with the address; see connect(2)
 * @throws {AddressInfoError} when the host name does not resolve
 * @throws {AggregateError} when several addresses of a name failed: `errors` has one SocketError for each
 * @throws {InterruptedError} EINTR, on the main thread, when a signal with a listener came in
 */
export function connectSync(url: string | URL, options: ConnectSyncOptions = {}): SyncClient {
  const address = parseUrl(url);
  checkOptionNames(options, ['timeoutMs'], 'connectSync');
  return new SyncClient(createConnection(address, { timeoutMs: options.timeoutMs }));
}
