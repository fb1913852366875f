// What a crew asks of its server; hosted.ts is one.
import type { Work } from './work.js';

/** What the server does for its crew. */
export interface CrewServer {
  /** A host has the request. */
  handedOver(work: Work): void;
  /** A request ended well. */
  ended(work: Work): void;
  failed(work: Work, error: Error): void;
  /** A host has ended; `work` is what it worked on, `error` null when it was asked to. */
  hostGone(host: number, work: Work | null, error: Error | null): void;
  hostReady(host: number): void;
  /** A host could not be made; requests wait. */
  hostMissing(error: unknown): void;
  /** The queue is full, or not any more. */
  full(isFull: boolean): void;
  reject(work: Work): void;
}
