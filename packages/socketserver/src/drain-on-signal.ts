// The usual end of a server's process: a signal asks it to finish what it has begun.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { constants } from 'node:os';
import { argTypeError } from '@fdset/posix';
import type { ServerEvents } from './server-events.js';
import type { AnyServer, CloseReport } from './server-life.js';
import { checkTime } from './server-options.js';
import { shown } from './shown.js';

/** Options of {@link drainOnSignal}. */
export interface DrainOptions {
  /** Which signals; default SIGTERM and SIGINT. */
  readonly signals?: readonly NodeJS.Signals[];
  /** How long requests under way may go on, in ms; default 10,000. A second signal ends the wait. */
  readonly graceMs?: number | null;
}

const GRACE_MS = 10_000;
const CLOSED = 'fdset:server:close' satisfies keyof ServerEvents;

/**
 * Closes the server at the first signal; a second one aborts what is still under way. Resolves with
 * the report of `serverClose`. The listeners are gone once the server is closed, by whomever: a signal
 * then does again what it does without them.
 */
export const drainOnSignal = (
  server: AnyServer,
  { signals = ['SIGTERM', 'SIGINT'], graceMs = GRACE_MS }: DrainOptions = {},
): { readonly drained: Promise<CloseReport>; [Symbol.dispose](): void } => {
  for (const signal of signals) checkSignal(signal);
  checkTime(graceMs, 'graceMs');
  let onSignal = (): void => {};
  let onClosed = (_message: unknown): void => {};
  const dispose = (): void => {
    for (const signal of signals) process.off(signal, onSignal);
    unsubscribe(CLOSED, onClosed);
  };
  const drained = new Promise<CloseReport>((resolve, reject) => {
    let isFirst = true;
    onSignal = () => {
      server.serverClose({ graceMs }).catch(reject);
      if (!isFirst) server.abortRequests('signal');
      isFirst = false;
    };
    onClosed = (message) => {
      if ((message as { server: AnyServer }).server !== server) return;
      dispose();
      resolve(server.serverClose());
    };
  });
  for (const signal of signals) process.on(signal, onSignal);
  subscribe(CLOSED, onClosed);
  if (server.state === 'closed') void server.serverClose().then(() => onClosed({ server }));
  return { drained, [Symbol.dispose]: dispose };
};

const checkSignal = (signal: unknown): void => {
  const isName = typeof signal === 'string' && Object.hasOwn(constants.signals, signal);
  const canBeHandled = signal !== 'SIGKILL' && signal !== 'SIGSTOP';
  if (isName && canBeHandled) return;
  throw argTypeError(`signals must be names of signals that can be handled, not ${shown(signal)}`);
};
