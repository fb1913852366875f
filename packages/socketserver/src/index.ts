// Servers, one request at a time
export { BaseServer } from './base-server.js';
export type {
  AnyServer,
  CloseOptions,
  CloseReport,
  ServeOptions,
  ServerState,
} from './server-life.js';
export { TCPServer } from './tcp-server.js';
export { UDPServer } from './udp-server.js';
export { UnixStreamServer } from './unix-stream-server.js';
export { UnixDatagramServer } from './unix-datagram-server.js';
export type { StreamServerOptions } from './stream-server.js';
export type { DatagramServerOptions } from './datagram-server.js';
export type { SocketServerOptions } from './socket-server.js';
export type { Limits, ServerOptions } from './server-options.js';

// The same on threads: one for each request, or a pool
export { ThreadingMixIn } from './threading-mixin.js';
export {
  ThreadingTCPServer,
  ThreadingUDPServer,
  ThreadingUnixDatagramServer,
  ThreadingUnixStreamServer,
} from './servers.js';
export { ThreadPoolMixIn } from './thread-pool-mixin.js';
export {
  ThreadPoolTCPServer,
  ThreadPoolUDPServer,
  ThreadPoolUnixDatagramServer,
  ThreadPoolUnixStreamServer,
} from './servers.js';

// The same in processes
export { ForkingMixIn } from './forking-mixin.js';
export {
  ForkingTCPServer,
  ForkingUDPServer,
  ForkingUnixDatagramServer,
  ForkingUnixStreamServer,
} from './servers.js';
export { ProcessPoolMixIn } from './process-pool-mixin.js';
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
} from './host/crew-options.js';
export type { CrewStats } from './host/crew-stats.js';
export type { Elsewhere, ServerClass, WithOptions } from './mixin.js';

// Another strategy
export { withStrategy } from './strategy/with-strategy.js';
export type { Strategy, StrategyKind, StrategyServer } from './strategy/strategy.js';
export type { RequestRecord } from './request-ledger.js';

// Handlers
export { BaseRequestHandler } from './base-request-handler.js';
export type { DatagramRequest } from './base-request-handler.js';
export { StreamRequestHandler } from './stream-request-handler.js';
export { DatagramRequestHandler } from './datagram-request-handler.js';
export { runHandler } from './run-handler.js';
export type { RequestReader } from './request-reader.js';
export type { RequestWriter } from './request-writer.js';
export type {
  HandlerClass,
  HandlerLike,
  HandlerReference,
  SourcedHandler,
} from './handler-source.js';
export type { HandlerServer } from './handler-server.js';

// Where they are
export { Socket } from '@fdset/socket';
export type { InheritedSocket } from './inherited-socket.js';
export type { Address, InetAddress, UnixAddress } from '@fdset/socket';

// What they tell
export type { ErrorDetails, ErrorPhase } from './error-phase.js';
export type { RequestEnd, Straggler } from './request-ledger.js';
export type { ServerEvents } from './server-events.js';
export type { ServerStats } from './server-stats.js';
export { subscribe } from './subscribe.js';
export type { Subscription } from './subscribe.js';
export { drainOnSignal } from './drain-on-signal.js';
export type { DrainOptions } from './drain-on-signal.js';
