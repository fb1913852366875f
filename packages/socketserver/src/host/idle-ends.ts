// Ends of hosts that had no request: an error of what an earlier handler left running would be nobody's.
import { printLine } from '../print-line.js';
import { shown } from '../shown.js';

/** The hosts of one server that have been ready, by their ids. */
export class IdleEnds {
  readonly #ready = new Set<number>();
  readonly #kind: 'thread' | 'process';
  readonly #onError: (error: Error) => void;

  constructor(kind: 'thread' | 'process', onError: (error: Error) => void) {
    this.#kind = kind;
    this.#onError = onError;
  }

  ready(host: number): void {
    this.#ready.add(host);
  }

  /** A host has gone; `error` is null when it was asked to, or when that is told as the error of a request. */
  gone(host: number, error: Error | null): void {
    // One that never was ready is told as one that could not start.
    if (!this.#ready.delete(host) || error === null) return;
    this.#onError(error);
    // A process has printed it itself.
    if (this.#kind === 'thread')
      printLine(`Exception in thread ${host} of handlers\n${shown(error)}`);
  }
}
