// A driver of attempts that does not block Node's event loop: once in each turn it asks poll(2) whether the socket is
// ready. It uses only what the contract in src/verbs/attempt.ts promises to every driver.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { POLLIN, waitFd } from '@fdset/posix';
import type { Socket } from '../../src/index.js';
import { stateOf } from '../../src/socket-inside.js';
import { requireFd } from '../../src/socket-state.js';
import { Unfinished } from '../../src/verbs/attempt.js';
import type { Outcome } from '../../src/verbs/attempt.js';

/** Options of {@link awaitOutcome}. An abort of `signal` ends the wait. */
export interface AwaitOptions {
  readonly signal?: AbortSignal;
}

/** Waits for the result of a verb without blocking the thread. */
export const awaitOutcome = async <T>(
  socket: Socket,
  begun: Outcome<T>,
  options: AwaitOptions = {},
): Promise<T> => {
  let outcome = begun;
  while (outcome instanceof Unfinished) outcome = await goOn(socket, outcome, options);
  return outcome;
};

const goOn = async <T>(
  socket: Socket,
  unfinished: Unfinished<T>,
  options: AwaitOptions,
): Promise<Outcome<T>> => {
  let ready = 0;
  try {
    ready = await untilReady(socket, unfinished, options);
  } catch (error) {
    return unfinished.failed(error);
  }
  return unfinished.again(ready);
};

const untilReady = async (
  socket: Socket,
  { events, readFrom }: Unfinished<unknown>,
  { signal }: AwaitOptions,
): Promise<number> => {
  for (;;) {
    // A turn passes before the first look too, because a descriptor that is always ready would otherwise starve others.
    await nextTurn();
    signal?.throwIfAborted();
    const fd = requireFd(stateOf(socket));
    const ready = readFrom < 0 ? waitFd(fd, events, 0) : waitFd(readFrom, POLLIN, 0);
    if (ready !== 0) return ready;
  }
};
