import type { InetAddress } from '@fdset/socket';
import { StreamServer } from './stream-server.js';

/** TCP server, one request at a time. Its address is `{ host, port }`; port 0 takes a free one. */
export class TCPServer extends StreamServer<InetAddress> {}
