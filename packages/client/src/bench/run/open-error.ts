import type { FailureMessage } from '../worker/load-failure.js';

/** A connection could not be opened, so that there was nothing to measure. */
export class OpenError extends Error {
  readonly code: string;
  /** How many connections of that thread were open. */
  readonly opened: number;

  constructor({ code, message, opened }: FailureMessage) {
    super(message);
    this.code = code;
    this.opened = opened;
  }
}
