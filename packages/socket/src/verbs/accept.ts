// Accepting. The listener's time-out limits this wait only, and the connection does not inherit it.
import { POLLIN, tryAccept as tryOnce } from '@fdset/posix';
import type { Address } from '@fdset/posix';
import { requireFd } from '../socket-state.js';
import type { SocketState } from '../socket-state.js';
import { attempt } from './attempt.js';
import type { Outcome } from './attempt.js';

/** The descriptor of a connection, which is blocking and close-on-exec, and its peer. */
export interface Accepted {
  fd: number;
  address: Address;
}

/** `accept`. */
export const accept = (state: SocketState): Outcome<Accepted> =>
  attempt(state, { call: 'accept', events: POLLIN }, () => tryOnce(requireFd(state)));

/** `accept` that never waits: null when no connection waits. */
export const tryAccept = (state: SocketState): Accepted | null => tryOnce(requireFd(state));
