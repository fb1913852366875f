// How a Socket's calls wait: its time-out, and the mode of its descriptor that goes with it.
import { argTypeError, getNonblocking, setNonblocking } from '@fdset/posix';
import { checkTimeout } from './arguments.js';
import { requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';

/** Sets the time-out; the descriptor is blocking when there is none. */
export const setTimeoutOf = (state: SocketState, timeoutMs: number | null): void => {
  const fd = requireFd(state);
  const checked = checkTimeout(timeoutMs);
  // What is lent is waited for all the same, and its owner's mode is not to be changed.
  if (state.owner === null) setNonblocking(fd, checked !== null);
  state.timeoutMs = checked;
};

/** The time-out that `setblocking` means. */
export const timeoutFor = (blocking: boolean): number | null => {
  if (typeof blocking !== 'boolean')
    throw argTypeError(`blocking must be a boolean, not ${typeof blocking}`);
  return blocking ? null : 0;
};

/** The timeout of a descriptor that was made elsewhere: what its own mode says. */
export const timeoutOf = (fd: number): number | null => (getNonblocking(fd) ? 0 : null);
