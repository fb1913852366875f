// Waits for a request that runs in this thread, though not for ever once it was aborted: a promise that never settles must
// keep a server neither from its next request nor from its end.
import { clearTimeout, setTimeout } from 'node:timers';
import { ABORT_GRACE_MS } from './request-ledger.js';

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
