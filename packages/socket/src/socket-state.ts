// The state of a Socket: its descriptor, its time-out, and its owner. It is separate from the class, so that the finalization
// registry can refer to the state without keeping the Socket alive. socket.ts has the class, wait-ready.ts the effect of
// `timeoutMs`.
import { adopt, argTypeError, close, closedError, dup, release, socket } from '@fdset/posix';
import { plainType, timeoutOfType } from './socket-type.js';

/** The mutable state of one `Socket`. */
export class SocketState {
  /** The descriptor; -1 after it was closed or detached. */
  fd: number;
  readonly family: number;
  readonly type: number;
  readonly protocol: number;
  /** `null` waits for ever, 0 never waits, anything else is a limit per call. */
  timeoutMs: number | null = null;
  /** How long a call may wait to receive, and to send, if that is shorter than `timeoutMs`. */
  readLimitMs: number | null = null;
  writeLimitMs: number | null = null;
  /** Makes the error of a call that would have to wait; null while calls may wait. */
  refusal: (() => Error) | null = null;
  detached = false;
  /** The room in a message for the time stamps that are switched on; null if the kernel must be asked. */
  stampRoom: number | null = null;
  /** Whether the program gives the memory of results back, so that each result gets memory of its own. */
  recycles = false;
  /** The host name that `connect` of an AsyncSocket was given; null if that was an address. */
  hostName: string | null = null;
  /** Called while the descriptor is still open, because the open socket keeps the inode that a path is compared with. */
  beforeClose: (() => void) | null = null;
  /** The owner of the descriptor if it is only lent, else null. */
  readonly owner: SocketState | null;

  constructor(
    fd: number,
    family: number,
    type: number,
    protocol: number,
    owner: SocketState | null = null,
  ) {
    this.fd = fd;
    this.owner = owner;
    this.family = family;
    this.type = type;
    this.protocol = protocol;
  }
}

/** The state of a descriptor that was made with this type, which may include SOCK_NONBLOCK and SOCK_CLOEXEC. */
export const stateOfType = (
  fd: number,
  family: number,
  type: number,
  protocol: number,
): SocketState => {
  const state = new SocketState(fd, family, plainType(type), protocol);
  state.timeoutMs = timeoutOfType(type);
  return state;
};

/** The state of a new socket. */
export const openState = (family: number, type: number, protocol: number): SocketState =>
  stateOfType(socket(family, type, protocol), family, type, protocol);

/** The descriptor, or the error that says why there is none: no system call may reach a reused number. */
export const requireFd = (state: SocketState): number => {
  const { fd, owner } = state;
  if (fd < 0 || (owner !== null && owner.fd !== fd)) throw unusableError(state);
  return fd;
};

/** The descriptor, or -1 when it was closed or detached. */
export const fdOf = ({ fd, owner }: SocketState): number =>
  owner !== null && owner.fd !== fd ? -1 : fd;

/** Makes a state over the descriptor of another state, which still owns it. */
export const lendState = (owner: SocketState): SocketState => {
  const { family, type, protocol } = owner;
  // If the owner is lent itself, the new state belongs to the first owner, whose close ends all of them.
  const root = owner.owner ?? owner;
  const state = new SocketState(requireFd(owner), family, type, protocol, root);
  state.timeoutMs = owner.timeoutMs;
  state.hostName = owner.hostName;
  return state;
};

/** Makes a state over a duplicate of the descriptor, with the same time-out. */
export const duplicateState = (state: SocketState): SocketState => {
  const fd = dup(requireFd(state));
  const copy = new SocketState(fd, state.family, state.type, state.protocol);
  copy.timeoutMs = state.timeoutMs;
  return copy;
};

/** The error of a socket whose descriptor was given away. */
export const detachedError = (): TypeError =>
  argTypeError(
    'the socket was detached: its descriptor belongs to somebody else',
    'ERR_FDSET_DETACHED',
  );

const unusableError = (state: SocketState): Error =>
  state.detached ? detachedError() : closedError('socket');

/** Closes the descriptor once; later calls do nothing. */
export const closeState = (state: SocketState): void => {
  if (state.fd < 0) return;
  if (state.owner !== null) {
    state.fd = -1;
    return;
  }
  unclosed.unregister(state);
  const fd = state.fd;
  state.fd = -1;
  try {
    state.beforeClose?.();
  } finally {
    close(fd);
  }
};

/** Gives the descriptor away without closing it. */
export const detachState = (state: SocketState): number => {
  const fd = requireFd(state);
  if (state.owner === null) {
    unclosed.unregister(state);
    release(fd);
  }
  state.fd = -1;
  state.detached = true;
  state.beforeClose = null;
  return fd;
};

/** Makes a state that takes over a descriptor which was made elsewhere. */
export const adoptDescriptor = (
  fd: number,
  family: number,
  type: number,
  protocol: number,
): SocketState => {
  adopt(fd);
  return new SocketState(fd, family, type, protocol);
};

/** Closes the descriptor with a warning if `owner` is garbage-collected before it was closed. */
export const closeWhenCollected = (owner: object, state: SocketState): void => {
  if (state.owner === null) unclosed.register(owner, state, state);
};

const unclosed = new FinalizationRegistry<SocketState>((state) => {
  const fd = state.fd;
  if (fd < 0) return;
  let failure = '';
  try {
    closeState(state);
  } catch (error) {
    failure = ` failed: ${(error as Error).message}`;
  }
  process.emitWarning(`Closing socket descriptor ${fd} on garbage collection${failure}`, {
    type: 'ResourceWarning',
    code: 'FDSET_UNCLOSED_SOCKET',
    detail: 'Close a Socket with close(), `using`, or give its descriptor away with detach().',
  });
});
