import type { InetAddress } from '@fdset/socket';
import { DatagramServer } from './datagram-server.js';

/** UDP server, one request at a time. Its address is `{ host, port }`; port 0 takes a free one. */
export class UDPServer extends DatagramServer<InetAddress> {}
