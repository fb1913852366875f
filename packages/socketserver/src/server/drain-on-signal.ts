// The usual end of a server's process: a signal asks it to finish what it has begun.
import { constants } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { argTypeError, checkOptionNames } from '@fdset/posix';
import { nowMs, shown } from '../basics.js';
import type { Complete } from '../basics.js';
import { subscribe } from './server-events.js';
import type { AnyServer } from './any-server.js';
import type { CloseReport } from './server-life.js';
import { checkTime } from './server-options.js';

// Who waits for a signal: any number of callbacks behind one listener of the process, since Node warns of more than ten.

const waiting = new Map<NodeJS.Signals, Set<() => void>>();

const tell = (signal: NodeJS.Signals): void => {
  for (const callback of waiting.get(signal) ?? []) callback();
};

/** Calls back at each such signal until the result is called. */
export const hearSignal = (signal: NodeJS.Signals, callback: () => void): (() => void) => {
  const callbacks = waiting.get(signal) ?? new Set();
  waiting.set(signal, callbacks.add(callback));
  // Asked of the process: somebody may have called removeAllListeners meanwhile.
  if (!process.listeners(signal).includes(tell)) process.on(signal, tell);
  return () => {
    callbacks.delete(callback);
    if (callbacks.size > 0 || waiting.get(signal) !== callbacks) return;
    waiting.delete(signal);
    process.off(signal, tell);
  };
};

/** Options of {@link drainOnSignal}. */
export interface DrainOptions {
  /** Which signals; default SIGTERM and SIGINT. */
  readonly signals?: readonly NodeJS.Signals[] | undefined;
  /**
   * How long requests under way may go on, in ms; default 10,000. A second signal, half a second after the first or
   * later, ends the wait.
   */
  readonly graceMs?: number | null | undefined;
}

const GRACE_MS = 10_000;

// A process group and the program that started this one (npm, a shell) pass on the same signal: one end arrives twice. Who
// means a second signal has waited for the first one's effect.
const SAME_SIGNAL_MS = 500;

/**
 * Closes the server at the first signal; a second one aborts what is still under way, unless it comes within 500 ms:
 * then it is the first one, passed on by a parent or a process group. Resolves with the report of `serverClose`. It
 * hears no more once the server is closed, by whomever: a signal then does again what it does without it. Any number
 * of servers share one listener of the process for each signal.
 * @throws {TypeError} ERR_FDSET_UNSUPPORTED on a worker thread, to which Node brings no signals;
 *   ERR_FDSET_UNKNOWN_OPTION, ERR_FDSET_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export const drainOnSignal = (
  server: AnyServer,
  options: DrainOptions = {},
): { readonly drained: Promise<CloseReport>; [Symbol.dispose](): void } => {
  const { signals, graceMs } = checkDrain(server, options);
  const undo: (() => void)[] = [];
  const dispose = (): void => {
    for (const end of undo.splice(0)) end();
  };
  const drained = new Promise<CloseReport>((resolve, reject) => {
    const onSignal = drainer(server, graceMs, reject);
    for (const signal of signals) undo.push(hearSignal(signal, onSignal));
    const onClosed = (): void => {
      dispose();
      resolve(server.serverClose());
    };
    const closed = subscribe('fdset:server:close', onClosed, server);
    undo.push(() => closed.unsubscribe());
    if (server.state === 'closed') void server.serverClose().then(onClosed);
  });
  return { drained, [Symbol.dispose]: dispose };
};

const drainer = (
  server: AnyServer,
  graceMs: number | null,
  reject: (error: unknown) => void,
): (() => void) => {
  // An override may throw before it gives a promise.
  const close = async (): Promise<unknown> => server.serverClose({ graceMs });
  let firstAt: number | null = null;
  return () => {
    const now = nowMs();
    close().catch(reject);
    firstAt ??= now;
    if (now - firstAt >= SAME_SIGNAL_MS) server.abortRequests('signal');
  };
};

const checkDrain = (server: AnyServer, options: DrainOptions): Complete<DrainOptions> => {
  if (typeof (server as Partial<AnyServer> | null)?.serverClose !== 'function')
    throw argTypeError(`drainOnSignal takes a server, not ${shown(server)}`);
  checkOptionNames(options, ['signals', 'graceMs'], 'drainOnSignal');
  const { signals = ['SIGTERM', 'SIGINT'], graceMs = GRACE_MS } = options;
  if (!Array.isArray(signals))
    throw argTypeError(`signals must be an array of names, not ${shown(signals)}`);
  for (const signal of signals) checkSignal(signal);
  checkTime(graceMs, 'graceMs');
  if (isMainThread) return { signals, graceMs };
  throw argTypeError(
    'drainOnSignal hears nothing on a worker thread, since Node brings signals to the main thread alone: listen ' +
      'there, tell this thread (postMessage), and call serverClose() here',
    'ERR_FDSET_UNSUPPORTED',
  );
};

const checkSignal = (signal: unknown): void => {
  const isName = typeof signal === 'string' && Object.hasOwn(constants.signals, signal);
  const canBeHandled = signal !== 'SIGKILL' && signal !== 'SIGSTOP';
  if (isName && canBeHandled) return;
  throw argTypeError(`signals must be names of signals that can be handled, not ${shown(signal)}`);
};
