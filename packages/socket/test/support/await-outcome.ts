// A driver of attempts that gives Node's event loop its turns: it asks poll(2) once a turn whether the socket is ready. Only
// what the contract in src/verbs/attempt.ts promises to every driver is used here.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { POLLIN, waitFd } from '@fdset/posix';
import type { Socket } from '../../src/index.js';
import { stateOf } from '../../src/socket-inside.js';
import { requireFd } from '../../src/socket-state.js';
import { Unfinished } from '../../src/verbs/attempt.js';
import type { Outcome } from '../../src/verbs/attempt.js';

/** How such a wait may end. */
export interface AwaitOptions {
  readonly signal?: AbortSignal;
}

/** The result of a verb, for which nothing is blocked. */
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
    // Before the first look as well: a descriptor that always polls as ready would keep others from their turn.
    await nextTurn();
    signal?.throwIfAborted();
    const fd = requireFd(stateOf(socket));
    const ready = readFrom < 0 ? waitFd(fd, events, 0) : waitFd(readFrom, POLLIN, 0);
    if (ready !== 0) return ready;
  }
};
