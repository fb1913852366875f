// Waits that Node knows nothing of, and their ends.
import { clearInterval, clearTimeout, setInterval, setTimeout } from 'node:timers';
import { ABORT_GRACE_MS } from './request-ledger.js';

// Keeps the process alive for as long as something is awaited that Node's event loop does not know of.

const NEVER_MS = 2 ** 31 - 1;

/** The promise itself; until it settles, the process does not end for want of work. */
export const whileAlive = <T>(promise: Promise<T>): Promise<T> => {
  const timer = setInterval(() => {}, NEVER_MS);
  return promise.finally(() => clearInterval(timer));
};

// Who waits for an AbortSignal: any number of callbacks behind one listener, since Node warns of more than ten.

const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls back when the signal is aborted, until the result is called. */
export const hearAbort = (signal: AbortSignal, callback: () => void): (() => void) => {
  const callbacks = waiting.get(signal) ?? listen(signal);
  callbacks.add(callback);
  return () => void callbacks.delete(callback);
};

const listen = (signal: AbortSignal): Set<() => void> => {
  const callbacks = new Set<() => void>();
  waiting.set(signal, callbacks);
  const tell = (): void => {
    for (const callback of callbacks) callback();
  };
  signal.addEventListener('abort', tell, { once: true });
  return callbacks;
};

// Waits for a request that runs in this thread, though not for ever once it was aborted: a promise that never settles must
// keep a server neither from its next request nor from its end.

/** A request whose end is awaited. */
export interface HeldRequest {
  /** Whether it was aborted before it was awaited. */
  readonly isAborted: boolean;
  /** Makes its handler stop soon. */
  abort(): void;
  /** Says what has to be called when it is aborted. */
  heed(abort: () => void): void;
  /** Told that it goes on without being waited for. */
  letGo(): void;
}

/** Resolves as `processed` does, which never rejects, or `ABORT_GRACE_MS` after it was aborted. */
export const untilAborted = (processed: Promise<void>, request: HeldRequest): Promise<void> => {
  let timer: NodeJS.Timeout | null = null;
  return new Promise((resolve) => {
    const abort = (): void => {
      timer = setTimeout(() => {
        request.letGo();
        resolve();
      }, ABORT_GRACE_MS);
      request.abort();
    };
    if (request.isAborted) abort();
    else request.heed(abort);
    void processed.finally(() => {
      if (timer !== null) clearTimeout(timer);
      resolve();
    });
  });
};
