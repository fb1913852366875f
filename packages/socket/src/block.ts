// The blocking driver, which has the only loop in which a Socket waits. verbs/ has the verbs, verbs/attempt.ts their contract,
// wait-ready.ts the length of one wait. The facade writes each verb as
//     block(state, recvfrom(enter(state, 'recvfrom'), ...))
import { checkInterrupt } from '@fdset/posix';
import type { SocketState } from './socket-state.js';
import { Unfinished } from './verbs/attempt.js';
import type { Outcome } from './verbs/attempt.js';
import { withBytesSent } from './verbs/send.js';
import { ReadyWait, interruptible } from './wait-ready.js';

// Calls that find everything ready never wait, and so never let signals reach their listeners. A check costs about 50 ns, so
// only some calls make it.
const CALLS_PER_CHECK = 16;
let callsSinceCheck = 0;

/**
 * Begins a call that may wait.
 * @throws {InterruptedError} EINTR when a signal with a listener came in on the main thread
 */
export const enter = (state: SocketState, call: string): SocketState => {
  callsSinceCheck += 1;
  if (callsSinceCheck >= CALLS_PER_CHECK && state.timeoutMs !== 0) {
    callsSinceCheck = 0;
    checkSignals(call);
  }
  return state;
};

const checkSignals = (call: string): void => {
  try {
    interruptible({ call }, checkInterrupt);
  } catch (error) {
    // Every error of sendall has `bytesSent`.
    throw call === 'sendall' ? withBytesSent(error, 0) : error;
  }
};

/** Makes the error of a wait that is not allowed; null while waits are allowed. */
let refusal: (() => Error) | null = null;

const refusalOf = (state: SocketState): (() => Error) | null => refusal ?? state.refusal;

/** Whether calls of a socket may wait now. */
export const mayWait = (state: SocketState): boolean => refusalOf(state) === null;

/**
 * Runs `action`, and refuses to block this thread meanwhile: a verb of any Socket that would have to wait throws what `refuse`
 * returns. A server on an event loop calls synchronous code of its user this way.
 */
export const withoutWaiting = <T>(action: () => T, refuse: () => Error): T => {
  const before = refusal;
  refusal = refuse;
  try {
    return action();
  } finally {
    refusal = before;
  }
};

/**
 * Waits for the result of a verb, up to the socket's timeout, and returns it.
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

/** Makes one wait with its tries. */
const untilNext = <T>(state: SocketState, unfinished: Unfinished<T>): Outcome<T> => {
  const refuse = refusalOf(state);
  if (refuse !== null) return unfinished.failed(refuse());
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
