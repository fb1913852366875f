// The four transports with a process for each request.
import type { InetAddress, Socket, UnixAddress } from '@fdset/socket';
import type { DatagramRequest } from './base-request-handler.js';
import type { DatagramServerOptions } from './datagram-server.js';
import type { HandlerLike, SourcedHandler } from './handler-source.js';
import type { InheritedSocket } from './inherited-socket.js';
import type { ForkingOptions } from './host/crew-options.js';
import type { StreamServerOptions } from './stream-server.js';
import { TCPServer } from './tcp-server.js';
import { ForkingMixIn } from './forking-mixin.js';
import { UDPServer } from './udp-server.js';
import { UnixDatagramServer } from './unix-datagram-server.js';
import { UnixStreamServer } from './unix-stream-server.js';

type StreamOptions = StreamServerOptions & ForkingOptions;
type DatagramOptions = DatagramServerOptions & ForkingOptions;

/** See {@link ForkingMixIn} and {@link TCPServer}. */
export class ForkingTCPServer extends ForkingMixIn(TCPServer) {
  constructor(
    address: InetAddress | InheritedSocket,
    handler: SourcedHandler<HandlerLike<Socket>>,
    options: StreamOptions = {},
  ) {
    super(address, handler, options);
  }
}

/** See {@link ForkingMixIn} and {@link UDPServer}. */
export class ForkingUDPServer extends ForkingMixIn(UDPServer) {
  constructor(
    address: InetAddress | InheritedSocket,
    handler: SourcedHandler<HandlerLike<DatagramRequest>>,
    options: DatagramOptions = {},
  ) {
    super(address, handler, options);
  }
}

/** See {@link ForkingMixIn} and {@link UnixStreamServer}. */
export class ForkingUnixStreamServer extends ForkingMixIn(UnixStreamServer) {
  constructor(
    address: UnixAddress | InheritedSocket,
    handler: SourcedHandler<HandlerLike<Socket>>,
    options: StreamOptions = {},
  ) {
    super(address, handler, options);
  }
}

/** See {@link ForkingMixIn} and {@link UnixDatagramServer}. */
export class ForkingUnixDatagramServer extends ForkingMixIn(UnixDatagramServer) {
  constructor(
    address: UnixAddress | InheritedSocket,
    handler: SourcedHandler<HandlerLike<DatagramRequest>>,
    options: DatagramOptions = {},
  ) {
    super(address, handler, options);
  }
}
