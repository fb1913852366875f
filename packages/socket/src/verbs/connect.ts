// Connecting starts without waiting, waits until the socket is writable, and then reads the result.
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

/** `connect`; `next` is the argument after the address, for the message of a misuse. */
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

/** `connectEx`: returns the number of the error, or 0. */
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
  /** The error of a non-blocking connect. */
  #pending: SocketError;

  constructor(state: SocketState, to: Address, pending: SocketError) {
    super({ call: 'connect', events: POLLOUT, address: to });
    this.#state = state;
    this.#to = to;
    this.#pending = pending;
  }

  again(): Outcome<void> {
    // With EAGAIN the Unix socket was not queued, because the peer's backlog is full, so connecting starts again.
    if (this.#pending.code !== 'EAGAIN') return finishConnect(this.#state, this.#to);
    const pending = startConnect(this.#state, this.#to);
    if (pending === null) return undefined;
    this.#pending = pending;
    return this;
  }

  /** When SO_SNDTIMEO has passed, connect(2) gives the same error as a non-blocking one. */
  override failed(error: unknown): never {
    throw error instanceof BlockingIOError ? this.#pending : error;
  }
}

/** Starts to connect. Returns null when it is connected, else the error of a non-blocking connect. */
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

// After SO_ERROR was read, Linux keeps the socket in the connecting state, and reports the outcome again to the next connect:
// success, whatever its address, or ECONNABORTED. Making that call here leaves the socket as after a blocking connect(2):
// connected (EISCONN from then on), or free to try again. Other systems would start a new attempt instead.
const reportsTwice = process.platform === 'linux';

const settle = (fd: number, address: Address): void => {
  if (!reportsTwice) return;
  try {
    tryOnce(fd, address);
  } catch {
    // SO_ERROR gave the actual error before.
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
