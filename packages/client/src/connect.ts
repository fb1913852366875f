// Makes a client from a URL.
import { abortReason, checkAbortSignal, checkOptions } from '@fdset/posix';
import type { Framing } from '@fdset/socket/framing';
import { checkClientOptions } from './client-options.js';
import type { ClientOptions } from './client-options.js';
import { Client } from './client.js';
import { openConnection } from './connection/open-connection.js';
import { parseUrl } from './url/parse-url.js';

/** Options of {@link connect} with a framing, whose messages the client has. */
export type FramedClientOptions<Message, Sent> = ClientOptions<Message, Sent> & {
  readonly framing: Framing<Message, Sent>;
};

/**
 * Connects to `tcp://HOST:PORT`, `tls://HOST:PORT`, `udp://HOST:PORT`, `unix:PATH`, `unix+dgram:PATH` or `unix+seqpacket:PATH`, without
 * blocking Node's event loop. The addresses of a name are raced as RFC 8305 says, and an attempt that takes long goes on while the next
 * ones begin.
 *
 * @throws {ClientError} (rejects) with `phase` resolve, connect or handshake, and the `code` of its cause
 * @throws {TypeError} (rejects) ERR_FDSET_INVALID_URL, ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_UNKNOWN_OPTION
 * @throws {RangeError} (rejects) ERR_FDSET_OUT_OF_RANGE
 * @throws (rejects) the reason of an aborted signal
 */
export function connect<Message, Sent>(
  url: string | URL,
  options: FramedClientOptions<Message, Sent>,
): Promise<Client<Message, Sent>>;
export function connect(url: string | URL, options?: ClientOptions): Promise<Client>;
export async function connect(url: string | URL, options: ClientOptions = {}): Promise<Client> {
  const endpoint = parseUrl(url);
  // A copy: what is changed while it connects was not checked.
  const own = { ...checkOptions(options) };
  const checked = checkClientOptions(own, endpoint);
  const signal = checkAbortSignal(own.signal, 'signal');
  if (signal?.aborted) throw abortReason(signal);
  const connection = await openConnection(endpoint, own, signal);
  if (!signal?.aborted) return new Client(connection, endpoint, own, checked);
  connection.close();
  throw abortReason(signal);
}
