// Sockets
export { Socket } from './socket.js';
export { lendSocket } from './lend-socket.js';
export { withoutWaiting } from './block.js';
export { refuseWaits } from './refuse-waits.js';
export { limitWaits } from './limit-waits.js';
export type { WaitLimits } from './limit-waits.js';
export { socketpair } from './socketpair.js';
export { createConnection } from './create-connection.js';
export type { CreateConnectionOptions } from './create-connection.js';
export { createListener } from './create-listener.js';
export type { CreateListenerOptions } from './create-listener.js';
export { bindInet, chooseFamily } from './bind-inet.js';
export type { BindInetOptions, FamilyOptions } from './bind-inet.js';
export { bindUnixPath } from './bind-unix-path.js';
export type { UnixPathOptions } from './bind-unix-path.js';
export { hasDualstackIPv6 } from './has-dualstack-ipv6.js';

// Arguments and results of the verbs
export type { Sendable } from '@fdset/posix';
export type { DescriptorLike } from '@fdset/posix';
export type { KnownSocket } from './describe-descriptor.js';
export type { Datagram, DatagramInfo } from './verbs/recvfrom.js';
export type { Message, MessageInfo, ReceivedFds } from './verbs/recvmsg.js';
export type { RecvmsgOptions } from './incoming-message.js';
export type { SendmsgOptions } from './outgoing-message.js';
export type { BatchMessage } from './verbs/recvmmsg.js';
export type { BatchSend } from './verbs/sendmmsg.js';
export type { PartialSendError } from './verbs/send.js';
export type { PhasedBytes, PhasedMessage, ReadPhases, ReadPhasesOptions } from './read-phases.js';
export type { TimestampOptions } from './timestamp-option.js';
export { clockGettimeNs } from '@fdset/posix';
export type {
  Address,
  AddressInfo,
  ControlMessage,
  Credentials,
  InetAddress,
  ReceivedMessage,
  Timestamps,
  UnixAddress,
} from '@fdset/posix';
export { describeAddress, isInetAddress, isUnixAddress } from '@fdset/posix';

// Name resolution
export {
  getaddrinfo,
  getaddrinfoAsync,
  getnameinfo,
  getnameinfoAsync,
  ifIndextoname,
  ifNameindex,
  ifNametoindex,
  inetNtop,
  inetPton,
} from '@fdset/posix';

// Errors
export {
  AddressInfoError,
  BlockingIOError,
  BrokenPipeError,
  ConnectionAbortedError,
  ConnectionError,
  ConnectionRefusedError,
  ConnectionResetError,
  InterruptedError,
  PermissionError,
  SocketError,
  SocketTimeoutError,
} from '@fdset/posix';

// Running signal listeners after an InterruptedError
export { hearSignals } from '@fdset/posix';

// Constants
export * from './constants.js';
