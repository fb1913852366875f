// The four transports with a pool of processes.
import type { InetAddress, Socket, UnixAddress } from '@fdset/socket';
import type { DatagramRequest } from './base-request-handler.js';
import type { DatagramServerOptions } from './datagram-server.js';
import type { HandlerLike, SourcedHandler } from './handler-source.js';
import type { InheritedSocket } from './inherited-socket.js';
import type { PoolOptions } from './host/crew-options.js';
import type { StreamServerOptions } from './stream-server.js';
import { TCPServer } from './tcp-server.js';
import { ProcessPoolMixIn } from './process-pool-mixin.js';
import { UDPServer } from './udp-server.js';
import { UnixDatagramServer } from './unix-datagram-server.js';
import { UnixStreamServer } from './unix-stream-server.js';

type StreamOptions = StreamServerOptions & PoolOptions;
type DatagramOptions = DatagramServerOptions & PoolOptions;

/** See {@link ProcessPoolMixIn} and {@link TCPServer}. */
export class ProcessPoolTCPServer extends ProcessPoolMixIn(TCPServer) {
  constructor(
    address: InetAddress | InheritedSocket,
    handler: SourcedHandler<HandlerLike<Socket>>,
    options: StreamOptions = {},
  ) {
    super(address, handler, options);
  }
}

/** See {@link ProcessPoolMixIn} and {@link UDPServer}. */
export class ProcessPoolUDPServer extends ProcessPoolMixIn(UDPServer) {
  constructor(
    address: InetAddress | InheritedSocket,
    handler: SourcedHandler<HandlerLike<DatagramRequest>>,
    options: DatagramOptions = {},
  ) {
    super(address, handler, options);
  }
}

/** See {@link ProcessPoolMixIn} and {@link UnixStreamServer}. */
export class ProcessPoolUnixStreamServer extends ProcessPoolMixIn(UnixStreamServer) {
  constructor(
    address: UnixAddress | InheritedSocket,
    handler: SourcedHandler<HandlerLike<Socket>>,
    options: StreamOptions = {},
  ) {
    super(address, handler, options);
  }
}

/** See {@link ProcessPoolMixIn} and {@link UnixDatagramServer}. */
export class ProcessPoolUnixDatagramServer extends ProcessPoolMixIn(UnixDatagramServer) {
  constructor(
    address: UnixAddress | InheritedSocket,
    handler: SourcedHandler<HandlerLike<DatagramRequest>>,
    options: DatagramOptions = {},
  ) {
    super(address, handler, options);
  }
}
