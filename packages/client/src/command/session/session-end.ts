// How a session ended, in the words of its last line, and its exit code.
import { EXIT } from '../exit-code.js';
import { explainLoss } from '../explain-error.js';
import type { ExitCode } from '../exit-code.js';

export interface SessionEnd {
  /** What there is to be said about it, or null. */
  readonly complaint: string | null;
  readonly exitCode: ExitCode;
}

/** Whom a session talks with. */
export interface Peer {
  /** What it is: `the server`. */
  readonly role: 'the server' | 'the client';
  /** Its address. */
  readonly address: string;
}

/** The user ended it, or everything was said. */
export const plainEnd: SessionEnd = { complaint: null, exitCode: EXIT.done };

/** The peer ended it. */
export const closedByPeer = ({ role, address }: Peer): SessionEnd => ({
  complaint: `${role} at ${address} closed the connection`,
  exitCode: EXIT.done,
});

/** Said when the peer has ended its side, and may still be reading what a pipe has yet to bring. */
export const whileOneSided = ({ role, address }: Peer): string =>
  `${role} at ${address} has ended its side; the input is sent until it ends too`;

/** The peer ended it before everything was sent. */
export const closedTooEarly = ({ role, address }: Peer): SessionEnd => ({
  complaint: `${role} at ${address} closed the connection before everything was sent`,
  exitCode: EXIT.brokenOff,
});

/** It was over before the one answer came that was asked for. */
export const unanswered = ({ role, address }: Peer): SessionEnd => ({
  complaint: `${role} at ${address} gave no answer`,
  exitCode: EXIT.unanswered,
});

/** The connection broke, or brought what is no message. */
export const lost = ({ address }: Peer, error: Error): SessionEnd =>
  (error as { code?: unknown }).code === 'ECONNREFUSED'
    ? { complaint: `nothing listens on ${address} (ECONNREFUSED)`, exitCode: EXIT.failed }
    : {
        complaint: `the connection to ${address} was lost: ${explainLoss(error)}`,
        exitCode: EXIT.brokenOff,
      };
