import type { InetAddress } from '@fdset/socket';
import { StreamServer } from './stream-server.js';

/** TCP server, one request at a time. Its address is `{ host, port }`; port 0 takes a free one. */
export class TCPServer extends StreamServer {
  /** As of every server; of this one a host and a port. */
  override get serverAddress(): InetAddress {
    return super.serverAddress as InetAddress;
  }
}
