// Failures by kind: a code of the system (`ECONNRESET`), or what an answer was.
import { AT } from '../measure/thread-board.js';
import type { ThreadBoard } from '../measure/thread-board.js';

/** What is no code of the system. */
export const KINDS = {
  closed: 'closed by the server',
  timeout: 'no answer in time',
  wrong: 'wrong answer',
  malformed: 'malformed answer',
  unasked: 'bytes that nobody asked for',
} as const;

/** What a thread tells of its failures. */
export interface ThreadFailures {
  readonly errors: Record<string, number>;
  /** The beginning of the first wrong answer. */
  readonly firstWrong: Uint8Array | null;
}

/** The failures of a thread. */
export class ErrorCounts {
  readonly #counts = new Map<string, number>();
  readonly #numbers: Float64Array;

  constructor(board: ThreadBoard) {
    this.#numbers = board.numbers;
  }

  add(kind: string, count = 1): void {
    if (count === 0) return;
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + count);
    (this.#numbers[AT.errors] as number) += count;
  }

  toObject(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }
}

/** The kind of what was thrown by a system call. */
export const kindOfError = (error: unknown): string => {
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string') throw error;
  return code;
};
