export { AsyncSocket } from './async-socket.js';
export type {
  DriverOptions,
  RecvIntoOptions,
  SendfileOptions,
  TransferOptions,
} from './async-socket.js';
export { connect } from './connect.js';
export type { ConnectOptions } from './connect.js';
export { listen } from './listen.js';
export type { OperationOptions } from './operation.js';
export { SharedLimits } from './shared-limits.js';
export type { SharedLimitsOptions } from './shared-limits.js';
export type { Driver, Lanes, Port } from './driver.js';
export { TlsStream } from './tls/tls-stream.js';
export type { StartTlsOptions } from './tls/start-tls.js';
export { checkTlsIdentity } from './tls/check-tls-identity.js';
export { SelectorDriver } from './selector/selector-driver.js';
export { WatchDriver } from './watch/watch-driver.js';
export { UringDriver } from './uring/uring-driver.js';
export { RingUnavailableError } from '@fdset/posix';
