// Base class and servers that handle one request at a time
export { BaseServer } from './server/base-server.js';
export type { AnyServer } from './server/any-server.js';
export type { CloseOptions, CloseReport, ServeOptions, ServerState } from './server/server-life.js';
export { TCPServer, UDPServer, UnixDatagramServer, UnixStreamServer } from './servers.js';
export type { StreamServerOptions } from './transport/stream-server.js';
export type { DatagramServerOptions } from './transport/datagram-server.js';
export type { SocketServerOptions } from './transport/socket-server.js';
export type { Limits, ServerOptions } from './server/server-options.js';
export type { ServerTlsOptions } from './transport/tls-options.js';
export { TlsStream } from '@fdset/socket/async';

// Servers that handle many requests at once on the event loop
export { AsyncMixIn } from './mixins.js';
export {
  AsyncTCPServer,
  AsyncUDPServer,
  AsyncUnixDatagramServer,
  AsyncUnixStreamServer,
} from './servers.js';

// Servers that handle requests on threads: one thread for each request, or a pool
export { ThreadingMixIn } from './mixins.js';
export {
  ThreadingTCPServer,
  ThreadingUDPServer,
  ThreadingUnixDatagramServer,
  ThreadingUnixStreamServer,
} from './servers.js';
export { ThreadPoolMixIn } from './mixins.js';
export {
  ThreadPoolTCPServer,
  ThreadPoolUDPServer,
  ThreadPoolUnixDatagramServer,
  ThreadPoolUnixStreamServer,
} from './servers.js';

// Servers that handle requests in processes: one process for each request, or a pool
export { ForkingMixIn } from './mixins.js';
export {
  ForkingTCPServer,
  ForkingUDPServer,
  ForkingUnixDatagramServer,
  ForkingUnixStreamServer,
} from './servers.js';
export { ProcessPoolMixIn } from './mixins.js';
export {
  ProcessPoolTCPServer,
  ProcessPoolUDPServer,
  ProcessPoolUnixDatagramServer,
  ProcessPoolUnixStreamServer,
} from './servers.js';
export type {
  ForkingOptions,
  PoolOptions,
  ProcessPoolOptions,
  StartMethod,
  ThreadingOptions,
} from './strategy/pool-options.js';
export type { PoolStats } from './strategy/pool-stats.js';
export type { Elsewhere, OnLoop, ServerClass, WithOptions } from './strategy/with-strategy.js';

// Strategies of your own
export { withStrategy } from './strategy/with-strategy.js';
export type { Strategy, StrategyKind, StrategyServer } from './strategy/strategy.js';
export type { RequestRecord } from './server/request-ledger.js';

// Request handlers
export { BaseRequestHandler } from './handler/request-handlers.js';
export type { DatagramRequest } from './handler/request-handlers.js';
export { StreamRequestHandler } from './handler/request-handlers.js';
export { DatagramRequestHandler } from './handler/request-handlers.js';
export { AsyncStreamRequestHandler } from './handler/async-stream-handler.js';
export { AsyncDatagramRequestHandler } from './handler/async-datagram-handler.js';
export { runHandler } from './handler/run-handler.js';
export type { RequestReader } from './handler/request-reader.js';
export type { RequestWriter } from './handler/request-writer.js';
export type { AsyncRequestReader, LinesOptions } from './handler/async-request-reader.js';
export type { AsyncRequestWriter } from './handler/async-request-writer.js';
export type {
  AsyncHandler,
  HandlerClass,
  HandlerLike,
  HandlerReference,
  SourcedHandler,
} from './handler/handler-source.js';
export type { HandlerServer } from './handler/request-handlers.js';

// Sockets and addresses
export { Socket } from '@fdset/socket';
export type { InheritedSocket } from './transport/inherited-socket.js';
export type { Address, InetAddress, UnixAddress } from '@fdset/socket';

// Errors, events, statistics and signals
export type { ErrorDetails, ErrorPhase } from './server/request-errors.js';
export type { RequestEnd, Straggler } from './server/request-ledger.js';
export type { ServerEvents } from './server/server-events.js';
export type { ServerStats } from './server/server-stats.js';
export { subscribe } from './server/server-events.js';
export type { Subscription } from './server/server-events.js';
export { drainOnSignal } from './server/drain-on-signal.js';
export type { DrainOptions } from './server/drain-on-signal.js';
