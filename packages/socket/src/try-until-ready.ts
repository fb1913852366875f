// A call that tries first, and waits only when that would have blocked: the loop that receive.ts, send.ts,
// accept.ts, message.ts, batch.ts and read-phases.ts share. The waiting itself is wait-ready.ts.
import type { Address } from '@fdset/posix';
import { requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';
import { ReadyWait, enterCall } from './wait-ready.js';

/** What a call waits for, and what its errors say of it. */
export interface Awaited {
  /** The user's word for the call, such as `recvfrom`. */
  readonly call: string;
  /** POLL* events. */
  readonly events: number;
  /** MSG_* flags, some of which forbid waiting; default 0. */
  readonly flags?: number;
  readonly address?: Address | undefined;
}

/**
 * What `attempt` gives, which never waits itself: null or -1 says that it would have blocked.
 * @throws {BlockingIOError} EAGAIN when the socket or the flags forbid waiting
 * @throws {SocketTimeoutError} ETIMEDOUT
 * @throws {InterruptedError} EINTR, on the main thread, when a signal with a listener came in
 */
export const tryUntilReady = <T>(
  state: SocketState,
  awaited: Awaited,
  attempt: (fd: number) => T | null,
): T => {
  const first = attempt(enterCall(state, awaited.call));
  return first !== null && first !== -1 ? first : retryUntilReady(state, awaited, attempt);
};

/**
 * The rest of `tryUntilReady`, after a first try that would have blocked: for calls so hot that even the
 * closure shows (`sendto`, `recvfrom`: about 1 % of a datagram's way).
 * @throws as `tryUntilReady`
 */
export const retryUntilReady = <T>(
  state: SocketState,
  { call, events, flags, address }: Awaited,
  attempt: (fd: number) => T | null,
): T => {
  const wait = new ReadyWait(state, call, events, flags, address);
  for (;;) {
    wait.untilReady();
    const result = attempt(requireFd(state));
    if (result !== null && result !== -1) return result;
  }
};
