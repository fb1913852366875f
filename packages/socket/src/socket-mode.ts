// How a Socket's calls wait: its time-out, and the matching mode of its descriptor.
import { checkBoolean, checkTimeMs, getNonblocking, setNonblocking } from '@fdset/posix';
import { requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';

/** Sets the time-out. The descriptor is blocking if there is none, and non-blocking otherwise. */
export const setTimeoutOf = (state: SocketState, timeoutMs: number | null): void => {
  const fd = requireFd(state);
  const checked = checkTimeMs(timeoutMs, 'timeoutMs');
  // A lent socket does not change the mode of its owner's descriptor; its calls wait in any mode.
  if (state.owner === null) setNonblocking(fd, checked !== null);
  state.timeoutMs = checked;
};

/** The time-out that corresponds to `setblocking(blocking)`. */
export const timeoutFor = (blocking: boolean): number | null =>
  checkBoolean(blocking, 'blocking') ? null : 0;

/** The timeout that corresponds to the mode of a descriptor that was made elsewhere. */
export const timeoutOf = (fd: number): number | null => (getNonblocking(fd) ? 0 : null);
