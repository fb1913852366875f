// The four transports with a pool of threads.
import type { InetAddress, Socket, UnixAddress } from '@fdset/socket';
import type { DatagramRequest } from './base-request-handler.js';
import type { DatagramServerOptions } from './datagram-server.js';
import type { HandlerLike, SourcedHandler } from './handler-source.js';
import type { InheritedSocket } from './inherited-socket.js';
import type { PoolOptions } from './host/crew-options.js';
import type { StreamServerOptions } from './stream-server.js';
import { TCPServer } from './tcp-server.js';
import { ThreadPoolMixIn } from './thread-pool-mixin.js';
import { UDPServer } from './udp-server.js';
import { UnixDatagramServer } from './unix-datagram-server.js';
import { UnixStreamServer } from './unix-stream-server.js';

type StreamOptions = StreamServerOptions & PoolOptions;
type DatagramOptions = DatagramServerOptions & PoolOptions;

/** See {@link ThreadPoolMixIn} and {@link TCPServer}. */
export class ThreadPoolTCPServer extends ThreadPoolMixIn(TCPServer) {
  constructor(
    address: InetAddress | InheritedSocket,
    handler: SourcedHandler<HandlerLike<Socket>>,
    options: StreamOptions = {},
  ) {
    super(address, handler, options);
  }
}

/** See {@link ThreadPoolMixIn} and {@link UDPServer}. */
export class ThreadPoolUDPServer extends ThreadPoolMixIn(UDPServer) {
  constructor(
    address: InetAddress | InheritedSocket,
    handler: SourcedHandler<HandlerLike<DatagramRequest>>,
    options: DatagramOptions = {},
  ) {
    super(address, handler, options);
  }
}

/** See {@link ThreadPoolMixIn} and {@link UnixStreamServer}. */
export class ThreadPoolUnixStreamServer extends ThreadPoolMixIn(UnixStreamServer) {
  constructor(
    address: UnixAddress | InheritedSocket,
    handler: SourcedHandler<HandlerLike<Socket>>,
    options: StreamOptions = {},
  ) {
    super(address, handler, options);
  }
}

/** See {@link ThreadPoolMixIn} and {@link UnixDatagramServer}. */
export class ThreadPoolUnixDatagramServer extends ThreadPoolMixIn(UnixDatagramServer) {
  constructor(
    address: UnixAddress | InheritedSocket,
    handler: SourcedHandler<HandlerLike<DatagramRequest>>,
    options: DatagramOptions = {},
  ) {
    super(address, handler, options);
  }
}
