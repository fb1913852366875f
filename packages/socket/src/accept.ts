// Accepting: the listener's timeout is only about this wait and is not handed on. Socket.accept is
// the public side.
import { POLLIN, tryAccept } from '@fdset/posix';
import type { Address } from '@fdset/posix';
import type { SocketState } from './socket-state.js';
import { tryUntilReady } from './try-until-ready.js';

/** A connection's descriptor, blocking and close-on-exec, and its peer. */
export interface Accepted {
  fd: number;
  address: Address;
}

/** One accept, waiting as the listener's timeout says. */
export const accept = (state: SocketState): Accepted =>
  tryUntilReady(state, { call: 'accept', events: POLLIN }, tryAccept);
