// Accepting: the listener's timeout is only about this wait and is not handed on. Socket.accept is
// the public side.
import { POLLIN, tryAccept } from '@fdset/posix';
import type { Address } from '@fdset/posix';
import { requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';
import { ReadyWait, enterCall } from './wait-ready.js';

/** A connection's descriptor, blocking and close-on-exec, and its peer. */
export interface Accepted {
  fd: number;
  address: Address;
}

/** One accept, waiting as the listener's timeout says. */
export const accept = (state: SocketState): Accepted => {
  const first = tryAccept(enterCall(state, 'accept'));
  if (first !== null) return first;
  const wait = new ReadyWait(state, 'accept', POLLIN);
  for (;;) {
    wait.untilReady();
    const accepted = tryAccept(requireFd(state));
    if (accepted !== null) return accepted;
  }
};
