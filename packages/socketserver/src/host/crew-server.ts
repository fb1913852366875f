// What a crew asks of its server; hosted.ts is one.
import type { Work } from './work.js';

/** What the server does for its crew. */
export interface CrewServer {
  /** Whether requests are taken, so that hosts may be needed. */
  readonly isServing: boolean;
  /** A host has the request: not for the first time, if it came back meanwhile. */
  handedOver(work: Work): void;
  /** The request is the crew's again: no handler has seen it. */
  cameBack(work: Work): void;
  /** The request came back, and nobody wants it any more. */
  dropped(work: Work): void;
  /** The time of a request that a host has begins. */
  limit(work: Work): void;
  /** A request ended: well, when there is no error. */
  ended(work: Work, error: Error | null): void;
  /** A host has ended; `work` is what it worked on, `error` null when it was asked to. */
  hostGone(host: number, work: Work | null, error: Error | null): void;
  hostReady(host: number): void;
  /** A host could not be made, started or given a request; requests wait. */
  hostMissing(error: unknown): void;
  /** No host could have the request: its client is told, and who runs the server why. */
  gaveUp(work: Work, error: Error): void;
  /** The queue is full, or not any more. */
  full(isFull: boolean): void;
  reject(work: Work): void;
}
