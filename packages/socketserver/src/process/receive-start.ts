// The first thing that a program of ours does: hears what it is for, and loads the handler.
import { constants } from 'node:os';
import { deferSignal } from '@fdset/posix';
import { printLine } from '../basics.js';
import type { HandlerClass } from '../handler/handler-source.js';
import { loadInWorker } from '../handler/load-in-worker.js';
import { arrived } from '../strategy/worker.js';
import { endProcess } from '../worker/last-work.js';
import { toPlainError } from '../worker/plain-error.js';
import { CHANNEL_FD } from './process-messages.js';
import type { ProcessStart, StartMessage, StartOrder } from './process-messages.js';

// Signals that ask for an end, in the processes of a server: sent to the whole tree, as service managers do, they are for
// the server, which lets requests finish. What it wants ended it ends itself.

const ENDINGS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * From now on they come from the server, or do nothing. A module that listens to one of them itself gets it instead, from whomever it
 * comes: until its listener is taken away, when libuv would leave the default.
 */
export const deferEndings = (): void => {
  for (const name of ENDINGS) if (process.listenerCount(name) === 0) defer(name);
  process.on('removeListener', (event: (typeof ENDINGS)[number]) => {
    if (ENDINGS.includes(event) && process.listenerCount(event) === 0) defer(event);
  });
};

const defer = (name: (typeof ENDINGS)[number]): void =>
  deferSignal(constants.signals[name], CHANNEL_FD);

/** What a program was started with, and its handler. */
export interface Heard {
  readonly start: ProcessStart;
  readonly Handler: HandlerClass<unknown>;
}

/**
 * Waits for the start, loads the handler, prepares, and says that it can work; a program that cannot ends.
 */
export const receiveStart = async (
  prepare: (start: ProcessStart) => Promise<void> = async () => {},
): Promise<Heard> => {
  const { start: order, secret } = await new Promise<StartOrder>((resolve) => {
    process.once('message', (message: StartOrder) => resolve(message));
  });
  const start = arrived(order);
  try {
    const Handler = await loadInWorker<unknown>(start.handler);
    await prepare(start);
    if (!process.connected) endUnheard();
    await say({ secret, unusable: null });
    return { start, Handler };
  } catch (error) {
    await say({ secret, unusable: toPlainError(error) });
    return endProcess(1);
  }
};

// Either the server has gone, or it would wait for ever.
const endUnheard = (): never => {
  printLine(
    'process.disconnect() was called while the module of the handler was loaded: nobody can be told that it can work',
  );
  return endProcess(1);
};

// Taken before the handler's module is loaded, which may replace it and hear the secret.
const send = process.send?.bind(process) as
  ((message: StartMessage, done: () => void) => boolean) | undefined;

const say = (message: StartMessage): Promise<void> =>
  new Promise((resolve) => {
    if (send === undefined) resolve();
    else send(message, () => resolve());
  });
