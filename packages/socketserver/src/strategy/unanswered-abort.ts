// A worker with several requests is asked to abort one of them, and does so on its event loop. Code that blocks the event loop
// holds up that and all its other requests.
import { setTimeout } from 'node:timers';
import { workerEnded } from './worker.js';
import type { WorkerPlace } from './worker.js';

// The worker gives the handler a second, and may be slow on a busy machine.
const UNANSWERED_MS = 5000;

/** Ends the worker of a place if it has not ended an aborted request after 5 s. */
export const endIfUnanswered = (place: WorkerPlace): void => {
  const { work, worker } = place;
  const look = (): void => {
    if (work === null || place.work !== work) return;
    void worker.terminate(
      workerEnded('worker did not abort a request in 5 s: a handler blocks its event loop'),
    );
  };
  setTimeout(look, UNANSWERED_MS).unref();
};
