// What a run of the generator does, checked and complete: threads get it as it is, by structured cloning.
import type { Address } from '@fdset/posix';
import type { Endianness } from '@fdset/socket/framing';
import type { Manner } from '../url/endpoint.js';

/** Where one answer ends in the stream. */
export type FramePlan =
  | { readonly kind: 'delimited'; readonly delimiter: Uint8Array }
  | { readonly kind: 'fixed'; readonly bytes: number }
  | {
      readonly kind: 'prefixed';
      readonly bytes: 1 | 2 | 4 | 8;
      readonly endianness: Endianness;
    }
  | { readonly kind: 'varint' }
  | { readonly kind: 'netstring' };

/** What an answer must be. */
export type AnswerPlan =
  /** So many bytes; with `expected` exactly these. */
  | { readonly kind: 'bytes'; readonly length: number; readonly expected: Uint8Array | null }
  /** A frame; with `pattern` its message matches it. */
  | { readonly kind: 'frame'; readonly frame: FramePlan; readonly pattern: RegExp | null }
  /** What one receive gives: a datagram, or the first piece of a stream. */
  | {
      readonly kind: 'piece';
      readonly expected: Uint8Array | null;
      readonly pattern: RegExp | null;
    };

/** TLS of the connections. */
export interface TlsPlan {
  readonly ca?: string;
  readonly servername?: string;
  readonly rejectUnauthorized: boolean;
}

/** A run, or a thread's part of one. */
export interface LoadPlan {
  readonly url: string;
  readonly manner: Manner;
  /** Tried in this order by the first connection; the others go where that one went. */
  readonly addresses: readonly Address[];
  readonly connections: number;
  readonly threads: number;
  readonly warmupMs: number;
  readonly durationMs: number;
  /** Requests a second of all threads together; null in a closed loop, where each answer is followed by the next request. */
  readonly rate: number | null;
  readonly payload: Uint8Array;
  /** How long a connection pauses between an answer and its next request, in a closed loop. */
  readonly thinkMs: number;
  /** How many requests may be under way on a connection. */
  readonly pipeline: number;
  readonly answer: AnswerPlan;
  /** Whether each request has a connection of its own. */
  readonly isReconnecting: boolean;
  /** How long connecting, and the answer of a request, may take. */
  readonly timeoutMs: number;
  readonly tls: TlsPlan | null;
}

/** The place of a thread among those of a run. */
export interface Share {
  readonly index: number;
  readonly of: number;
}
