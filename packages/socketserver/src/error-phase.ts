// Where an error came from, and which errors are only clients that went away.

/** What the server was doing when something failed. */
export type ErrorPhase = 'accept' | 'verify' | 'process' | 'handler' | 'host' | 'hook';

/** The second half of what `handleError` is told. */
export interface ErrorDetails {
  readonly phase: ErrorPhase;
}

const DISCONNECTS = new Set(['ECONNRESET', 'EPIPE']);

/** Whether an error of a handler says that its client went away. */
export const isDisconnect = (error: unknown): boolean =>
  error instanceof Error && DISCONNECTS.has(String((error as { code?: unknown }).code));
