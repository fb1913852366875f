// Why a thread could not begin at all.
import { explainError } from '../../command/explain-error.js';
import { ClientError } from '../../errors/client-error.js';

/** What a thread tells of an error: errors with their own classes do not survive structured cloning. */
export interface FailureMessage {
  readonly kind: 'failed';
  readonly code: string;
  readonly message: string;
  /** How many of the thread's connections were open by then. */
  readonly opened: number;
}

/** A connection could not be opened before the run began. */
export class LoadFailure extends Error {
  readonly opened: number;

  constructor(cause: unknown, opened: number) {
    super('a connection could not be opened', { cause });
    this.opened = opened;
  }

  toMessage(): FailureMessage {
    const cause = this.cause as Error & { code?: string };
    const code = cause.code ?? 'ERR_FDSET_BENCH';
    const message = cause instanceof ClientError ? explainError(cause) : cause.message.trim();
    return { kind: 'failed', code, message, opened: this.opened };
  }
}
