// Which calls return at once, whatever they find.
import { MSG_DONTWAIT, MSG_ERRQUEUE, MSG_OOB } from '@fdset/posix';
import type { SocketState } from './socket-state.js';

// The kernel itself never waits for the error queue or for urgent data, whatever the mode of the descriptor.
const NEVER_WAITS = MSG_DONTWAIT | flag(MSG_ERRQUEUE) | flag(MSG_OOB);

/** A constant that the platform lacks is -1, which would be a mask of all flags. */
function flag(value: number): number {
  return value < 0 ? 0 : value;
}

/** Whether a call with these flags returns at once. */
export const neverWaits = (state: SocketState, flags: number): boolean =>
  state.timeoutMs === 0 || (flags & NEVER_WAITS) !== 0;
