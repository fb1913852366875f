// Makes a client that blocks from a URL.
import { argTypeError, checkOptionNames } from '@fdset/posix';
import type { Address, Sendable } from '@fdset/posix';
import { createConnection } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import type { Framing } from '@fdset/socket/framing';
import { checkFramingOf } from './client-options.js';
import { ownAddress, phaseOf } from './connection/open-connection.js';
import { explainFailure } from './errors/explain-failure.js';
import { SyncClient } from './sync-client.js';
import { parseUrl } from './url/parse-url.js';
import type { Endpoint } from './url/endpoint.js';

/** How to connect. */
export interface ConnectSyncOptions {
  /**
   * How long connecting (to each address of a name) and afterwards each call may wait, in milliseconds; default null waits
   * for ever, 0 does not wait.
   */
  readonly timeoutMs?: number | null | undefined;
  /** The address to bind to first. */
  readonly sourceAddress?: Address | undefined;
}

/** Options of {@link connectSync} with a framing, whose messages the client has. */
export interface FramedConnectSyncOptions<Message, Sent> extends ConnectSyncOptions {
  /** Where one message ends and the next begins: a framing of `@fdset/socket/framing`, such as `lines()`. */
  readonly framing: Framing<Message, Sent>;
}

const OPTIONS = ['timeoutMs', 'sourceAddress', 'framing'];

/**
 * Connects to what {@link connect} does, `tls:` excepted (Node has no synchronous TLS), and blocks this thread until the connection
 * stands. The addresses of a name are tried one after the other; resolving it has no limit.
 *
 * @throws {TypeError} ERR_FDSET_INVALID_URL, ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_UNKNOWN_OPTION, ERR_FDSET_UNSUPPORTED
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE for a port or a timeout
 * @throws {ClientError} with `phase` resolve or connect, and the `code` of its cause
 * @throws {InterruptedError} EINTR, on the main thread, when a signal with a listener came in
 */
export function connectSync<Message, Sent>(
  url: string | URL,
  options: FramedConnectSyncOptions<Message, Sent>,
): SyncClient<Message, Sent>;
export function connectSync(url: string | URL, options?: ConnectSyncOptions): SyncClient;
export function connectSync(
  url: string | URL,
  options: ConnectSyncOptions & { readonly framing?: Framing<Buffer, Sendable> } = {},
): SyncClient {
  const endpoint = parseUrl(url);
  checkOptionNames(options, OPTIONS, 'connectSync');
  checkFramingOf(endpoint, options.framing);
  if (endpoint.isEncrypted)
    throw argTypeError(
      'Node has no synchronous TLS: use connect(), or a tcp:// URL',
      'ERR_FDSET_UNSUPPORTED',
    );
  return new SyncClient(connectTo(endpoint, options), endpoint, options.framing);
}

function connectTo(endpoint: Endpoint, options: ConnectSyncOptions): Socket {
  const { timeoutMs, sourceAddress = ownAddress(endpoint) } = options;
  try {
    return createConnection(endpoint.address, { timeoutMs, sourceAddress, type: endpoint.type });
  } catch (error) {
    throw explainFailure(error, phaseOf(error), endpoint);
  }
}
