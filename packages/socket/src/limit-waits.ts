// Limits of how long the calls of a Socket may wait in one direction, beside its time-out, which is for both.
import { argTypeError, checkOptionNames, checkTimeMs } from '@fdset/posix';
import { isSocket, stateOf } from './socket-inside.js';
import type { Socket } from './socket.js';

/** Limits in ms; null is none. One that is left out stays. */
export interface WaitLimits {
  /** How long a call may wait to receive or to accept. */
  readonly readMs?: number | null | undefined;
  /** How long a call may wait to send or to connect. */
  readonly writeMs?: number | null | undefined;
}

/**
 * Limits how long later calls of a socket may wait. A call that would wait longer throws SocketTimeoutError ETIMEDOUT. Unlike
 * `settimeout` this makes no system call, and `send` still sends everything.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_UNKNOWN_OPTION
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export const limitWaits = (socket: Socket, limits: WaitLimits): void => {
  if (!isSocket(socket)) throw argTypeError('only the waits of a Socket can be limited');
  checkOptionNames(limits, ['readMs', 'writeMs'], 'limitWaits');
  const { readMs, writeMs } = limits;
  const state = stateOf(socket);
  const readLimitMs = readMs === undefined ? state.readLimitMs : checkTimeMs(readMs, 'readMs');
  state.writeLimitMs = writeMs === undefined ? state.writeLimitMs : checkTimeMs(writeMs, 'writeMs');
  state.readLimitMs = readLimitMs;
};
