// The driver that blocks: the one loop in which a Socket waits. What a verb does is in verbs/, its contract in
// verbs/attempt.ts; how long one wait may last is in wait-ready.ts. The facade writes each verb as
//     block(state, recvfrom(enter(state, 'recvfrom'), ...))
import { checkInterrupt } from '@fdset/posix';
import type { SocketState } from './socket-state.js';
import { Unfinished } from './verbs/attempt.js';
import type { Outcome } from './verbs/attempt.js';
import { withBytesSent } from './verbs/send.js';
import { ReadyWait, interruptible } from './wait-ready.js';

// Calls that find everything ready never wait, and would keep signals from their listeners for as
// long as that lasts. One look costs about 50 ns, so not every call takes it.
const CALLS_PER_LOOK = 16;
let callsSinceLook = 0;

/**
 * Begins a call that may wait.
 * @throws {InterruptedError} EINTR when a signal with a listener came in on the main thread
 */
export const enter = (state: SocketState, call: string): SocketState => {
  callsSinceLook += 1;
  if (callsSinceLook >= CALLS_PER_LOOK && state.timeoutMs !== 0) {
    callsSinceLook = 0;
    look(call);
  }
  return state;
};

const look = (call: string): void => {
  try {
    interruptible({ call }, checkInterrupt);
  } catch (error) {
    // Each error of sendall says how far it came.
    throw call === 'sendall' ? withBytesSent(error, 0) : error;
  }
};

/**
 * The result of a verb, for which this thread waits as the socket's timeout says.
 * @throws {SocketTimeoutError} ETIMEDOUT
 * @throws {BlockingIOError} EAGAIN when SO_RCVTIMEO or SO_SNDTIMEO has passed
 * @throws {InterruptedError} EINTR, on the main thread, when a signal with a listener came in
 */
export const block = <T>(state: SocketState, outcome: Outcome<T>): T =>
  outcome instanceof Unfinished ? untilFinished(state, outcome) : outcome;

const untilFinished = <T>(state: SocketState, begun: Unfinished<T>): T => {
  let outcome: Outcome<T> = begun;
  while (outcome instanceof Unfinished) outcome = untilNext(state, outcome);
  return outcome;
};

/** One wait, and the tries that belong to it. */
const untilNext = <T>(state: SocketState, unfinished: Unfinished<T>): Outcome<T> => {
  const wait = new ReadyWait(state, unfinished);
  let moved = 0;
  for (;;) {
    if (unfinished.moved !== moved) wait.progressed();
    moved = unfinished.moved;
    let ready = 0;
    try {
      ready = unfinished.readFrom < 0 ? wait.untilReady() : wait.untilReadable(unfinished.readFrom);
    } catch (error) {
      return unfinished.failed(error);
    }
    const outcome = unfinished.again(ready);
    if (outcome !== unfinished) return outcome;
  }
};
