// The first thing that a program of ours does: hears what it is for, and loads the handler.
import type { HandlerClass } from '../handler-source.js';
import { printLine } from '../print-line.js';
import { endProcess } from './end-process.js';
import { loadInHost } from './load-in-host.js';
import { toPlainError } from './plain-error.js';
import type { ProcessStart, StartMessage } from './process-messages.js';

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
  const start = await new Promise<ProcessStart>((resolve) => {
    process.once('message', (message: ProcessStart) => resolve(message));
  });
  try {
    const Handler = await loadInHost<unknown>(start.handler);
    await prepare(start);
    if (!process.connected) endUnheard();
    await say({ unusable: null });
    return { start, Handler };
  } catch (error) {
    await say({ unusable: toPlainError(error) });
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

const say = (message: StartMessage): Promise<void> =>
  new Promise((resolve) => {
    process.send?.(message, () => resolve());
  });
