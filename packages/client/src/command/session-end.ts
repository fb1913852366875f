// How a session ended, in the words of its last line.
import type { SocketError } from '@fdset/socket';

export interface SessionEnd {
  /** What there is to be said about it, or null. */
  readonly complaint: string | null;
  readonly isFailure: boolean;
}

/** The user ended it, or everything was said. */
export const plainEnd: SessionEnd = { complaint: null, isFailure: false };

/** The server ended it. */
export const closedByServer = (server: string): SessionEnd => ({
  complaint: `the server at ${server} closed the connection`,
  isFailure: false,
});

/** The server ended it before everything was sent. */
export const closedTooEarly = (server: string): SessionEnd => ({
  complaint: `the server at ${server} closed the connection before everything was sent`,
  isFailure: true,
});

/** The connection broke. */
export const lost = (server: string, error: SocketError): SessionEnd => ({
  complaint: `the connection to ${server} was lost: ${error.message}`,
  isFailure: true,
});
