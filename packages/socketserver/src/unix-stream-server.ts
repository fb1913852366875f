import { AF_UNIX } from '@fdset/socket';
import type { UnixAddress } from '@fdset/socket';
import { StreamServer } from './stream-server.js';

/**
 * Unix stream server, one request at a time. Its address is `{ path }`; the file's mode is the option
 * `mode`, a stale file is replaced, and the file goes with the server.
 */
export class UnixStreamServer extends StreamServer<UnixAddress> {
  static override readonly addressFamily: number = AF_UNIX;
}
