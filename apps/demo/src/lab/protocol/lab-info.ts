// What the page asks once: which models this machine can run, and what strace counted.
import type { ClaimId } from '../../claims/claim-ids.js';
import type { Machine } from './lab-event.js';
import type { ModelId } from './run-config.js';

export interface LabInfo {
  readonly version: string;
  readonly machine: Machine;
  /** Models that this system refuses, and why: io_uring in many containers. */
  readonly unavailable: readonly { readonly model: ModelId; readonly why: string }[];
  readonly strace: boolean;
  /** What the document says for each claim. The page has them from here, and not in its own files, which are to be small. */
  readonly document: Readonly<Record<ClaimId, DocumentWords>>;
}

export interface DocumentWords {
  readonly section: string;
  /** Letter by letter. */
  readonly words: readonly string[];
  readonly english: string;
}

/** Calls per answered message, under strace, which slows the server down: never to be mixed with the figures of a run. */
export interface SyscallCounts {
  readonly model: ModelId;
  readonly messages: number;
  readonly perMessage: readonly { readonly name: string; readonly count: number }[];
}
