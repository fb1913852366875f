// Waiting that keeps the process alive, or gives up on a request that was aborted.
import { clearInterval, clearTimeout, setInterval, setTimeout } from 'node:timers';
import { ABORT_GRACE_MS } from './request-ledger.js';

// The longest delay of Node's timers.
const LONGEST_MS = 2 ** 31 - 1;

/** Keeps the process alive until the promise settles. A pending promise alone does not keep Node's event loop running. */
export const keepProcessAlive = <T>(promise: Promise<T>): Promise<T> => {
  const timer = setInterval(() => {}, LONGEST_MS);
  return promise.finally(() => clearInterval(timer));
};

// The promise of an aborted request may never settle, which must not keep the server from its next request or from
// closing. So the server waits for an aborted request for a limited time only.

/** A request that runs in this thread and whose end the server awaits. */
export interface AwaitedRequest {
  /** Whether the request was aborted before the server began to wait. */
  readonly isAborted: boolean;
  /** Makes the handler stop soon. */
  abort(): void;
  /** Sets the function that aborts the request. */
  onAbort(abort: () => void): void;
  /** Called when the server waits no longer although the request goes on. */
  giveUp(): void;
}

/** Resolves when `processed` resolves (it never rejects), or `ABORT_GRACE_MS` after the request was aborted. */
export const untilAborted = (processed: Promise<void>, request: AwaitedRequest): Promise<void> => {
  let timer: NodeJS.Timeout | null = null;
  return new Promise((resolve) => {
    const abort = (): void => {
      timer = setTimeout(() => {
        request.giveUp();
        resolve();
      }, ABORT_GRACE_MS);
      request.abort();
    };
    if (request.isAborted) abort();
    else request.onAbort(abort);
    void processed.finally(() => {
      if (timer !== null) clearTimeout(timer);
      resolve();
    });
  });
};
