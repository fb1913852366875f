// The base of Socket: one descriptor, its timeout and its end. The verbs are added by the classes
// above it: socket-options.ts, socket-receiver.ts, socket-sender.ts, socket-messages.ts,
// socket-timestamps.ts, socket.ts.
import { inspect } from 'node:util';
import {
  argTypeError,
  classNameOf,
  getNonblocking,
  inspectLine,
  setNonblocking,
} from '@fdset/posix';
import type { InspectArguments } from '@fdset/posix';
import { checkTimeout } from './arguments.js';
import { inspectSocket } from './inspect-socket.js';
import { closeState, closeWhenCollected, detachState, fdOf, requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';

let readState: (handle: SocketHandle) => SocketState;
let isHandle: (value: unknown) => boolean;

/** The inside of a Socket, for the files of this package only. */
export const stateOf = (handle: SocketHandle): SocketState => readState(handle);

/** Whether a value is a Socket; a Proxy of one is not, and none of its traps runs. */
export const isSocketHandle = (value: unknown): value is SocketHandle => isHandle(value);

/** A descriptor with a timeout, an owner and an end. */
export abstract class SocketHandle {
  readonly #state: SocketState;

  static {
    readState = (handle) => handle.#state;
    isHandle = (value) => typeof value === 'object' && value !== null && #state in value;
  }

  protected constructor(state: SocketState) {
    this.#state = state;
    closeWhenCollected(this, state);
  }

  /** The address family, such as `AF_INET`; stays readable after close. */
  get family(): number {
    return this.#state.family;
  }

  /** The socket type, such as `SOCK_STREAM`; stays readable after close. */
  get type(): number {
    return this.#state.type;
  }

  /** The protocol number, 0 for the family's default; stays readable after close. */
  get protocol(): number {
    return this.#state.protocol;
  }

  /** True once the socket was closed or detached. */
  get closed(): boolean {
    return fdOf(this.#state) < 0;
  }

  /** The descriptor, or -1 once the socket was closed or detached. */
  fileno(): number {
    return fdOf(this.#state);
  }

  /**
   * Limits how long one call may wait: `null` for ever (the default), 0 not at all (the calls throw
   * `BlockingIOError`), else milliseconds, after which they throw `SocketTimeoutError`.
   *
   * The descriptor itself is blocking for `null` and non-blocking (`O_NONBLOCK`) otherwise. That flag
   * is shared by all duplicates of the socket; the timeout is this object's own.
   *
   * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE when negative, NaN or infinite
   * @throws {TypeError} ERR_FDSET_CLOSED, ERR_FDSET_DETACHED, ERR_FDSET_INVALID_ARG_TYPE
   */
  settimeout(timeoutMs: number | null): void {
    const fd = requireFd(this.#state);
    const checked = checkTimeout(timeoutMs);
    // What is lent is waited for all the same, and its owner's mode is not to be changed.
    if (this.#state.owner === null) setNonblocking(fd, checked !== null);
    this.#state.timeoutMs = checked;
  }

  /** The limit in milliseconds that `settimeout` set; `null` waits for ever. */
  gettimeout(): number | null {
    return this.#state.timeoutMs;
  }

  /**
   * `setblocking(true)` is `settimeout(null)`, `setblocking(false)` is `settimeout(0)`.
   * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_CLOSED, ERR_FDSET_DETACHED
   */
  setblocking(blocking: boolean): void {
    if (typeof blocking !== 'boolean')
      throw argTypeError(`blocking must be a boolean, not ${typeof blocking}`);
    this.settimeout(blocking ? null : 0);
  }

  /** False when the timeout is 0, else true, as in CPython. */
  getblocking(): boolean {
    return this.#state.timeoutMs !== 0;
  }

  /**
   * Closes the descriptor; calling it again, or after `detach()`, does nothing. Any later use throws
   * the closed error and never reaches a number that the system has given to somebody else.
   */
  close(): void {
    closeState(this.#state);
  }

  /** Closes, so that `using socket = ...` does. */
  [Symbol.dispose](): void {
    closeState(this.#state);
  }

  /**
   * Gives the descriptor away without closing it and returns its number; every later use of this
   * object throws ERR_FDSET_DETACHED. A Unix path that this socket would have unlinked stays.
   * @throws {TypeError} ERR_FDSET_CLOSED, ERR_FDSET_DETACHED
   */
  detach(): number {
    return detachState(this.#state);
  }

  /** `console.log(socket)`: its state, addresses, family, type, descriptor and timeout. */
  [inspect.custom](...given: InspectArguments): string {
    return inspectLine(classNameOf(this, 'Socket'), () => inspectSocket(this.#state), ...given);
  }

  /** The same in a string. */
  toString(): string {
    return this[inspect.custom]();
  }
}

/** The timeout of a descriptor that was made elsewhere: what its own mode says. */
export const timeoutOf = (fd: number): number | null => (getNonblocking(fd) ? 0 : null);
