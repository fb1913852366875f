// Answers that are frames of any content, or of one that matches a pattern. A frame that lies in one receive is looked at where it is.
import { MALFORMED, MOST_WRONG_BYTES, WRONG } from './answer-reader.js';
import type { AnswerReader, AnswerState } from './answer-reader.js';
import { UNFINISHED } from './frame-ends.js';
import type { FrameEnds } from './frame-ends.js';

/** A frame of which so much has come, and not its end, is given up. */
const MOST_REST_BYTES = 64 * 1024 * 1024;

/** Counts frames. */
export class FrameAnswers implements AnswerReader {
  firstWrong: Buffer | null = null;
  readonly #ends: FrameEnds;
  readonly #pattern: RegExp | null;

  constructor(ends: FrameEnds, pattern: RegExp | null) {
    this.#ends = ends;
    this.#pattern = pattern;
  }

  take(state: AnswerState, bytes: Buffer, length: number): number {
    const { rest } = state;
    if (rest === null) return this.#count(state, bytes, length);
    if (rest.length + length > MOST_REST_BYTES) return MALFORMED;
    const joined = Buffer.concat([rest, bytes.subarray(0, length)]);
    return this.#count(state, joined, joined.length);
  }

  #count(state: AnswerState, bytes: Buffer, length: number): number {
    let start = 0;
    let count = 0;
    while (start < length) {
      const end = this.#ends.endOf(bytes, start, length);
      if (end === MALFORMED) return MALFORMED;
      if (end === UNFINISHED) break;
      count++;
      if (!this.#matches(bytes)) this.#wrong(state, bytes);
      start = end;
    }
    // The receive buffer is used again, so what is left of it is copied.
    state.rest = start < length ? Buffer.from(bytes.subarray(start, length)) : null;
    return count;
  }

  #wrong(state: AnswerState, bytes: Buffer): void {
    state.mismatches++;
    const { from, to } = this.#ends;
    this.firstWrong ??= beginning(bytes.subarray(from, to));
  }

  #matches(bytes: Buffer): boolean {
    const { from, to } = this.#ends;
    return this.#pattern === null || this.#pattern.test(bytes.toString('utf8', from, to));
  }
}

/** Takes what one receive gives for an answer: a datagram, a message of SEQPACKET, or whatever of a stream. */
export class PieceAnswers implements AnswerReader {
  firstWrong: Buffer | null = null;
  readonly #expected: Buffer | null;
  readonly #pattern: RegExp | null;

  constructor(expected: Uint8Array | null, pattern: RegExp | null) {
    this.#expected = expected === null ? null : Buffer.from(expected);
    this.#pattern = pattern;
  }

  take(state: AnswerState, bytes: Buffer, length: number): number {
    const expected = this.#expected;
    if (expected === null) this.#match(state, bytes, length);
    else if (!bytes.subarray(0, length).equals(expected)) {
      this.firstWrong ??= beginning(bytes.subarray(0, length));
      return WRONG;
    }
    return 1;
  }

  #match(state: AnswerState, bytes: Buffer, length: number): void {
    if (this.#pattern?.test(bytes.toString('utf8', 0, length)) !== false) return;
    state.mismatches++;
    this.firstWrong ??= beginning(bytes.subarray(0, length));
  }
}

/** A copy, because the receive buffer is used again. */
const beginning = (bytes: Buffer): Buffer => Buffer.from(bytes.subarray(0, MOST_WRONG_BYTES));
