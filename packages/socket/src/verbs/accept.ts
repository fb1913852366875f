// Accepting: the listener's time-out is only about this wait and is not handed on.
import { POLLIN, tryAccept as tryOnce } from '@fdset/posix';
import type { Address } from '@fdset/posix';
import { requireFd } from '../socket-state.js';
import type { SocketState } from '../socket-state.js';
import { attempt } from './attempt.js';
import type { Outcome } from './attempt.js';

/** A connection's descriptor, blocking and close-on-exec, and its peer. */
export interface Accepted {
  fd: number;
  address: Address;
}

/** `accept`. */
export const accept = (state: SocketState): Outcome<Accepted> =>
  attempt(state, { call: 'accept', events: POLLIN }, () => tryOnce(requireFd(state)));

/** `accept` that never waits: null when nobody waits. */
export const tryAccept = (state: SocketState): Accepted | null => tryOnce(requireFd(state));
