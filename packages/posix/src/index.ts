// Sockets and descriptors: opening, binding, connecting, closing
export {
  accept,
  bind,
  close,
  connect,
  dup,
  dup2,
  getpeername,
  getsockname,
  listen,
  pipe,
  shutdown,
  socket,
  socketpair,
  tryAccept,
  tryConnect,
} from './socket.js';
export type { Accepted } from './socket.js';
export { HandOver } from './hand-over.js';
export { adopt, fcntl, getNonblocking, release, setNonblocking } from './descriptor.js';
export { carriedDescriptor } from './descriptor-like.js';
export type { DescriptorLike } from './descriptor-like.js';
export { kindOfDescriptor } from './kind-of-descriptor.js';
export { onClosing, unwatchClosing, watchClosing } from './on-closing.js';
export type { ClosingCause, ClosingListener, ClosingWatcher } from './on-closing.js';

// Sending and receiving bytes and messages
export {
  read,
  recv,
  recvWaiting,
  recvfrom,
  send,
  sendfile,
  sendto,
  tryRecv,
  tryRecvfrom,
  trySend,
  trySendfile,
  trySendto,
  write,
} from './io.js';
export type { ReceivedFrom } from './io.js';
export { controlSpace, fdsSpace, recvmsg, sendmsg, tryRecvmsg, trySendmsg } from './message.js';
export type {
  Buffers,
  ControlMessage,
  ReceivedMessage,
  ReceiveMessageOptions,
  SendMessageOptions,
} from './message.js';

// Socket options, clocks and credentials
export { getsockopt, getsockoptBytes, getTimeLimitMs, setsockopt } from './sockopt.js';
export { decodeLinger, decodeTimespecNs, encodeLinger, encodeMembership } from './option-values.js';
export type { Linger, Membership } from './option-values.js';
export { clockGettimeNs, decodeTimestamps, monotonicMs, tryRecvStamped } from './timestamps.js';
export type { StampedReceive, Timestamps } from './timestamps.js';
export { getPeerCredentials } from './credentials.js';
export type { Credentials } from './credentials.js';

// Waiting: interruptible calls, plain system calls, and watching on Node's event loop
export {
  checkInterrupt,
  sleep,
  waitEpoll,
  waitFd,
  waitKqueue,
  waitPoll,
  waitSelect,
} from './wait.js';
export { epollCreate, epollCtl, epollWait, poll, select } from './multiplex.js';
export { kqueueCreate, kqueueCtl, kqueueWait } from './kqueue.js';
export { batchSpace, MAX_BATCH, recvmmsg, sendmmsg, tryRecvmmsg, trySendmmsg } from './batch.js';
export type { BatchedDatagram, OutgoingDatagram } from './batch.js';
export { hasReceiveReady, READY_ENTRY, receiveReady, SEND_ENTRY, sendEach } from './loop-turn.js';
export { BusyPoll } from './busy-poll.js';
export type { BusyPollStats } from './busy-poll.js';
export { hearSignals } from './hear-signals.js';
export { closeWakeup, createWakeup, drainWakeup, signalWakeup } from './wakeup.js';
export type { Wakeup } from './wakeup.js';
export { Watcher } from './watcher.js';
export type { WatchCallback } from './watcher.js';

// Operations that the kernel does and reports: io_uring
export { Ring, RING_COMPLETION, RING_NONEMPTY } from './ring.js';
export type { RingOptions } from './ring-options.js';
export { RingUnavailableError } from './ring-unavailable.js';
export type { RingRefusal } from './ring-unavailable.js';

// Processes
export {
  _exit,
  countLoopHandles,
  countLoopRequests,
  deferSignal,
  getpid,
  pidfdOpen,
  pidfdSendSignal,
  watchLoopEnd,
} from './process.js';
export { afterFork } from './after-fork.js';
export { readForkReply, requestFork, requestKill, serveForks } from './fork-server.js';
export type { ForkReply } from './fork-server.js';

// Name resolution and addresses
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
} from './names.js';
export type { AddressInfo, AddressInfoOptions, NameInfo } from './names.js';
export { addressHint, inetHint, showValue, unixHint } from './address-hint.js';
export { checkAddressNames, isInetAddress, isUnixAddress } from './address.js';
export { describeAddress } from './describe-address.js';
export type { Address, InetAddress, UnixAddress } from './address.js';

// Errors
export { AddonUnavailableError } from './addon-unavailable.js';
export type { AddonRefusal } from './addon-unavailable.js';
export {
  AddressInfoError,
  BlockingIOError,
  BrokenPipeError,
  ConnectionAbortedError,
  ConnectionError,
  ConnectionRefusedError,
  ConnectionResetError,
  errorCode,
  InterruptedError,
  PermissionError,
  SocketError,
  socketError,
  socketErrorClasses,
  SocketTimeoutError,
} from './socket-error.js';
export type { SocketErrorClass } from './socket-error.js';
export { debugLine, debugMs, debugWait, isDebugging } from './debug.js';
export { argTypeError, closedError, rangeError, unsupportedError } from './misuse.js';
export {
  abortReason,
  checkAbortSignal,
  checkBoolean,
  checkList,
  checkOptions,
  checkTimeMs,
  checkWhole,
  isBytes,
  kindOf,
  toBytes,
} from './arguments.js';
export type { Sendable } from './arguments.js';
export { heedAbort } from './heed-abort.js';
export { checkMessageFlags } from './message-flags.js';
export { checkMemory } from './check-memory.js';
export { checkOptionNames } from './check-option-names.js';
export { classNameOf, inspectLine } from './inspect-line.js';
export type { InspectArguments } from './inspect-line.js';
export type { CodedRangeError, CodedTypeError } from './misuse.js';

// Constants
export * from './constants.js';
