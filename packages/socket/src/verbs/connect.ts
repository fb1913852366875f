// Connecting: start without waiting, wait until the socket is writable, then ask how it went.
import {
  BlockingIOError,
  InterruptedError,
  POLLOUT,
  SOL_SOCKET,
  SO_ERROR,
  SocketError,
  getsockopt,
  socketError,
  tryConnect as tryOnce,
} from '@fdset/posix';
import type { Address } from '@fdset/posix';
import { resolveOnce } from '../resolve-address.js';
import { requireFd } from '../socket-state.js';
import type { SocketState } from '../socket-state.js';
import { systemError } from '../system-error.js';
import { Unfinished } from './attempt.js';
import type { Outcome } from './attempt.js';

/** `connect`; `next` is the argument that came after the address, for the message of a misuse. */
export const connect = (state: SocketState, address: Address, next: unknown): Outcome<void> => {
  requireFd(state);
  return connectResolved(state, resolveOnce(state, address, next));
};

/** `connect` to a numeric address. */
export const connectResolved = (state: SocketState, address: Address): Outcome<void> => {
  const pending = startConnect(state, address);
  if (pending === null) return undefined;
  if (state.timeoutMs === 0) throw pending;
  return new Connecting(state, address, pending);
};

/** `connectEx`: the error's number instead of the error, 0 for none. */
export const connectEx = (state: SocketState, address: Address, next: unknown): Outcome<number> => {
  requireFd(state);
  const resolved = resolveOnce(state, address, next);
  return asNumber(() => connectResolved(state, resolved));
};

/** `connect` that never waits: false while it is in progress. */
export const tryConnect = (state: SocketState, address: Address, next: unknown): boolean => {
  const resolved = resolveOnce(state, address, next);
  return tryOnce(requireFd(state), resolved);
};

class Connecting extends Unfinished<void> {
  readonly #state: SocketState;
  readonly #to: Address;
  /** What a connect that never waits says. */
  #pending: SocketError;

  constructor(state: SocketState, to: Address, pending: SocketError) {
    super({ call: 'connect', events: POLLOUT, address: to });
    this.#state = state;
    this.#to = to;
    this.#pending = pending;
  }

  again(): Outcome<void> {
    // A Unix socket whose peer's backlog is full was not even queued (EAGAIN): start anew.
    if (this.#pending.code !== 'EAGAIN') return finishConnect(this.#state, this.#to);
    const pending = startConnect(this.#state, this.#to);
    if (pending === null) return undefined;
    this.#pending = pending;
    return this;
  }

  /** With SO_SNDTIMEO the kernel stops waiting, and says what a connect that never waits says. */
  override failed(error: unknown): never {
    throw error instanceof BlockingIOError ? this.#pending : error;
  }
}

/** Starts to connect; null when that is already all, else the error a non-blocking connect gives. */
const startConnect = (state: SocketState, address: Address): SocketError | null => {
  try {
    if (tryOnce(requireFd(state), address)) return null;
  } catch (error) {
    // EALREADY: an earlier call timed out or was interrupted, and the kernel went on with it.
    if (error instanceof BlockingIOError) return error;
    throw error;
  }
  return systemError('EINPROGRESS', 'connect', address);
};

const finishConnect = (state: SocketState, address: Address): void => {
  const fd = requireFd(state);
  const failure = getsockopt(fd, SOL_SOCKET, SO_ERROR);
  settle(fd, address);
  if (failure !== 0) throw socketError(-failure, 'connect', address);
};

// Linux keeps the socket "connecting" after SO_ERROR was read, and gives the outcome once more to the
// next connect: success, whatever its address, or ECONNABORTED. Taking that answer here leaves a
// socket as after a connect(2) that blocked: connected (EISCONN from now on), or free to try again.
// Other systems would start a new attempt instead.
const asksTwice = process.platform === 'linux';

const settle = (fd: number, address: Address): void => {
  if (!asksTwice) return;
  try {
    tryOnce(fd, address);
  } catch {
    // The error that counts was read before.
  }
};

class ConnectingAsNumber extends Unfinished<number> {
  readonly #connecting: Unfinished<void>;

  constructor(connecting: Unfinished<void>) {
    super(connecting);
    this.#connecting = connecting;
  }

  again(ready: number): Outcome<number> {
    const outcome = asNumber(() => this.#connecting.again(ready));
    return outcome instanceof ConnectingAsNumber ? this : outcome;
  }

  override failed(error: unknown): Outcome<number> {
    return asNumber(() => this.#connecting.failed(error));
  }
}

const asNumber = (connecting: () => Outcome<void>): Outcome<number> => {
  try {
    const outcome = connecting();
    return outcome instanceof Unfinished ? new ConnectingAsNumber(outcome) : 0;
  } catch (error) {
    if (!(error instanceof SocketError) || error instanceof InterruptedError) throw error;
    return -error.errno;
  }
};
