// The four transports with a thread for each request.
import type { InetAddress, Socket, UnixAddress } from '@fdset/socket';
import type { DatagramRequest } from './base-request-handler.js';
import type { DatagramServerOptions } from './datagram-server.js';
import type { HandlerLike, SourcedHandler } from './handler-source.js';
import type { InheritedSocket } from './inherited-socket.js';
import type { ThreadingOptions } from './host/crew-options.js';
import type { StreamServerOptions } from './stream-server.js';
import { TCPServer } from './tcp-server.js';
import { ThreadingMixIn } from './threading-mixin.js';
import { UDPServer } from './udp-server.js';
import { UnixDatagramServer } from './unix-datagram-server.js';
import { UnixStreamServer } from './unix-stream-server.js';

type StreamOptions = StreamServerOptions & ThreadingOptions;
type DatagramOptions = DatagramServerOptions & ThreadingOptions;

/** See {@link ThreadingMixIn} and {@link TCPServer}. */
export class ThreadingTCPServer extends ThreadingMixIn(TCPServer) {
  constructor(
    address: InetAddress | InheritedSocket,
    handler: SourcedHandler<HandlerLike<Socket>>,
    options: StreamOptions = {},
  ) {
    super(address, handler, options);
  }
}

/** See {@link ThreadingMixIn} and {@link UDPServer}. */
export class ThreadingUDPServer extends ThreadingMixIn(UDPServer) {
  constructor(
    address: InetAddress | InheritedSocket,
    handler: SourcedHandler<HandlerLike<DatagramRequest>>,
    options: DatagramOptions = {},
  ) {
    super(address, handler, options);
  }
}

/** See {@link ThreadingMixIn} and {@link UnixStreamServer}. */
export class ThreadingUnixStreamServer extends ThreadingMixIn(UnixStreamServer) {
  constructor(
    address: UnixAddress | InheritedSocket,
    handler: SourcedHandler<HandlerLike<Socket>>,
    options: StreamOptions = {},
  ) {
    super(address, handler, options);
  }
}

/** See {@link ThreadingMixIn} and {@link UnixDatagramServer}. */
export class ThreadingUnixDatagramServer extends ThreadingMixIn(UnixDatagramServer) {
  constructor(
    address: UnixAddress | InheritedSocket,
    handler: SourcedHandler<HandlerLike<DatagramRequest>>,
    options: DatagramOptions = {},
  ) {
    super(address, handler, options);
  }
}
