// The usual end of a server's process: a signal asks it to finish what it has begun.
import type { AnyServer, CloseReport } from './server-life.js';

/** Options of {@link drainOnSignal}. */
export interface DrainOptions {
  /** Which signals; default SIGTERM and SIGINT. */
  readonly signals?: readonly NodeJS.Signals[];
  /** How long requests under way may go on, in ms; default 10,000. A second signal ends the wait. */
  readonly graceMs?: number | null;
}

const GRACE_MS = 10_000;

/**
 * Closes the server at the first signal; a second one aborts what is still under way. Resolves with
 * the report of `serverClose`; the listeners are gone then, and when the server is closed otherwise.
 */
export const drainOnSignal = (
  server: AnyServer,
  { signals = ['SIGTERM', 'SIGINT'], graceMs = GRACE_MS }: DrainOptions = {},
): { readonly drained: Promise<CloseReport>; [Symbol.dispose](): void } => {
  let onSignal = (): void => {};
  const dispose = (): void => {
    for (const signal of signals) process.off(signal, onSignal);
  };
  const drained = new Promise<CloseReport>((resolve, reject) => {
    let isFirst = true;
    onSignal = () => {
      const closing = server.serverClose({ graceMs });
      if (!isFirst) server.abortRequests('signal');
      isFirst = false;
      closing.then(resolve, reject).finally(dispose);
    };
    for (const signal of signals) process.on(signal, onSignal);
  });
  return { drained, [Symbol.dispose]: dispose };
};
