// Where an error came from, and which errors are only clients that went away.

/** What the server was doing when something failed. */
export type ErrorPhase = 'accept' | 'verify' | 'process' | 'handler' | 'host' | 'hook';

/** The second half of what `handleError` is told. */
export interface ErrorDetails {
  readonly phase: ErrorPhase;
}

const DISCONNECTS = new Set<unknown>(['ECONNRESET', 'EPIPE']);

/** Whether an error of a handler says that its client went away. */
export const isDisconnect = (error: unknown): boolean => {
  try {
    return error instanceof Error && DISCONNECTS.has((error as { code?: unknown }).code);
  } catch {
    return false; // A getter or a trap of the handler's threw.
  }
};
