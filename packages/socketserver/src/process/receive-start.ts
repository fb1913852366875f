// The first step of the programs of processes: they receive their start data and load the handler.
import { constants } from 'node:os';
import { deferSignal } from '@fdset/posix';
import { printLine } from '../basics.js';
import type { HandlerClass } from '../handler/handler-source.js';
import { loadInWorker } from '../handler/load-in-worker.js';
import { fromOrder } from '../strategy/worker.js';
import { endProcess } from '../worker/last-work.js';
import { toPlainError } from '../worker/plain-error.js';
import { CHANNEL_FD } from './process-messages.js';
import type { ProcessStart, StartMessage, StartOrder } from './process-messages.js';

// Service managers send these signals to the whole process tree. Only the server should react: it lets requests finish and
// ends its processes itself.

const END_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Makes this process ignore these signals unless the server sends them. If the handler's module listens to one of them, the
 * module gets it from any sender; when it removes its listener, libuv would restore the default action, so the signal is
 * deferred again.
 */
export const deferEndSignals = (): void => {
  for (const name of END_SIGNALS) if (process.listenerCount(name) === 0) defer(name);
  process.on('removeListener', (event: (typeof END_SIGNALS)[number]) => {
    if (END_SIGNALS.includes(event) && process.listenerCount(event) === 0) defer(event);
  });
};

const defer = (name: (typeof END_SIGNALS)[number]): void =>
  deferSignal(constants.signals[name], CHANNEL_FD);

/** The start data of a program, and its handler. */
export interface LoadedStart {
  readonly start: ProcessStart;
  readonly Handler: HandlerClass<unknown>;
}

/**
 * Receives the start data, loads the handler, calls `prepare`, and tells the server that the program is ready. If one of
 * these steps fails, it reports the error and ends the program.
 */
export const receiveStart = async (
  prepare: (start: ProcessStart) => Promise<void> = async () => {},
): Promise<LoadedStart> => {
  const { start: order, secret } = await new Promise<StartOrder>((resolve) => {
    process.once('message', (message: StartOrder) => resolve(message));
  });
  const start = fromOrder(order);
  try {
    const Handler = await loadInWorker<unknown>(start.handler, start.server.tls);
    await prepare(start);
    if (!process.connected) endDisconnected();
    await answer({ secret, unusable: null });
    return { start, Handler };
  } catch (error) {
    await answer({ secret, unusable: toPlainError(error) });
    return endProcess(1);
  }
};

// Either the server has gone, or it would wait for the answer for ever.
const endDisconnected = (): never => {
  printLine(
    'process.disconnect() was called while the module of the handler was loaded: the server cannot be told that the process is ready',
  );
  return endProcess(1);
};

// The original `process.send`. The handler's module may replace it, and would then learn the secret.
const send = process.send?.bind(process) as
  ((message: StartMessage, done: () => void) => boolean) | undefined;

const answer = (message: StartMessage): Promise<void> =>
  new Promise((resolve) => {
    if (send === undefined) resolve();
    else send(message, () => resolve());
  });
