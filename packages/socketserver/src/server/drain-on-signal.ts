// Closes a server when its process gets a signal: the server finishes the requests under way, and takes no more.
import { constants } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { argTypeError, checkOptionNames } from '@fdset/posix';
import { nowMs, shown } from '../basics.js';
import type { Complete } from '../basics.js';
import { subscribe } from './server-events.js';
import { isServer } from './any-server.js';
import type { AnyServer } from './any-server.js';
import type { CloseReport } from './server-life.js';
import { checkTime } from './server-options.js';

// All callbacks for one signal share one listener of the process, because Node warns of more than ten listeners.

const callbacksOf = new Map<NodeJS.Signals, Set<() => void>>();

const callAll = (signal: NodeJS.Signals): void => {
  for (const callback of callbacksOf.get(signal) ?? []) callback();
};

/** Calls back at each such signal. The returned function cancels that. */
const onSignal = (signal: NodeJS.Signals, callback: () => void): (() => void) => {
  const callbacks = callbacksOf.get(signal) ?? new Set();
  callbacksOf.set(signal, callbacks.add(callback));
  // The process knows better than a flag, because the program may have called removeAllListeners.
  if (!process.listeners(signal).includes(callAll)) process.on(signal, callAll);
  return () => {
    callbacks.delete(callback);
    if (callbacks.size > 0 || callbacksOf.get(signal) !== callbacks) return;
    callbacksOf.delete(signal);
    process.off(signal, callAll);
  };
};

/** Options of {@link drainOnSignal}. */
export interface DrainOptions {
  /** The names of the signals; default SIGTERM and SIGINT. */
  readonly signals?: readonly NodeJS.Signals[] | undefined;
  /**
   * How long requests under way may go on, in ms; default 10,000. A second signal aborts them if it comes 500 ms or
   * more after the first.
   */
  readonly graceMs?: number | null | undefined;
}

const GRACE_MS = 10_000;

// The process group and the program that started this one (npm, a shell) may both deliver the same signal, so it arrives
// twice. Somebody who sends a second signal on purpose has waited for the effect of the first.
const SAME_SIGNAL_MS = 500;

/**
 * Closes the server at the first signal; a second signal aborts the requests that are still under way. A signal within
 * 500 ms of the first counts as the same one, delivered twice by a parent and the process group. `drained` resolves with
 * the report of `serverClose`. Once the server is closed, for whatever reason, the signals have their previous effect
 * again. Any number of servers share one listener of the process for each signal.
 * @throws {TypeError} ERR_FDSET_UNSUPPORTED on a worker thread, to which Node brings no signals;
 *   ERR_FDSET_UNKNOWN_OPTION, ERR_FDSET_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export const drainOnSignal = (
  server: AnyServer,
  options: DrainOptions = {},
): { readonly drained: Promise<CloseReport>; [Symbol.dispose](): void } => {
  const { signals, graceMs } = checkDrain(server, options);
  const cancels: (() => void)[] = [];
  const dispose = (): void => {
    for (const cancel of cancels.splice(0)) cancel();
  };
  const drained = new Promise<CloseReport>((resolve, reject) => {
    const drain = drainer(server, graceMs, reject);
    for (const signal of signals) cancels.push(onSignal(signal, drain));
    const onClosed = (): void => {
      dispose();
      resolve(server.serverClose());
    };
    const closed = subscribe('fdset:server:close', onClosed, server);
    cancels.push(() => closed.unsubscribe());
    if (server.state === 'closed') void server.serverClose().then(onClosed);
  });
  return { drained, [Symbol.dispose]: dispose };
};

const drainer = (
  server: AnyServer,
  graceMs: number | null,
  reject: (error: unknown) => void,
): (() => void) => {
  // An override of serverClose may throw instead of returning a promise.
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
  if (!isServer(server)) throw argTypeError(`drainOnSignal takes a server, not ${shown(server)}`);
  checkOptionNames(options, ['signals', 'graceMs'], 'drainOnSignal');
  const { signals = ['SIGTERM', 'SIGINT'], graceMs = GRACE_MS } = options;
  if (!Array.isArray(signals))
    throw argTypeError(`signals must be an array of names, not ${shown(signals)}`);
  for (const signal of signals) checkSignal(signal);
  checkTime(graceMs, 'graceMs');
  if (isMainThread) return { signals, graceMs };
  throw argTypeError(
    'drainOnSignal gets no signals on a worker thread, since Node delivers them to the main thread only: listen ' +
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
