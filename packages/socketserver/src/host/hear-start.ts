// The first thing that a program of ours does: hears what it is for, and loads the handler.
import type { HandlerClass } from '../handler-source.js';
import { printLine } from '../print-line.js';
import { endProcess } from './end-process.js';
import { arrived } from './host-start.js';
import { loadInHost } from './load-in-host.js';
import { toPlainError } from './plain-error.js';
import type { ProcessStart, StartMessage, StartOrder } from './process-messages.js';

/** What a program was started with, and its handler. */
export interface Heard {
  readonly start: ProcessStart;
  readonly Handler: HandlerClass<unknown>;
}

/**
 * Waits for the start, loads the handler, prepares, and says that it can work; a program that cannot ends.
 */
export const hearStart = async (
  prepare: (start: ProcessStart) => Promise<void> = async () => {},
): Promise<Heard> => {
  const { start: order, secret } = await new Promise<StartOrder>((resolve) => {
    process.once('message', (message: StartOrder) => resolve(message));
  });
  const start = arrived(order);
  try {
    const Handler = await loadInHost<unknown>(start.handler);
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
