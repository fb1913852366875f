// The contract of those that tell answers in what a connection receives. The common ones make no object for an answer.
//
// `take` gets the bytes of one receive, and returns how many answers ended in them, or a negative number when they are none that was
// expected; the connection is then of no use any more. A reader belongs to a thread; what it knows of a connection's unfinished answer
// is in the connection's `AnswerState`.

/** What a reader remembers of one connection. */
export interface AnswerState {
  /** How many bytes of the next answer have come. */
  position: number;
  /** The bytes of a frame that is not whole yet. */
  rest: Buffer | null;
  /** How many answers did not match, although they were whole. */
  mismatches: number;
}

/** The answer is not the expected one, and where the next one begins is unknown. */
export const WRONG = -1;
/** The bytes are no frame. */
export const MALFORMED = -2;

/** So much of a wrong answer is kept: enough for the report, and for comparing it with another expectation. */
export const MOST_WRONG_BYTES = 4096;

/** Finds answers in received bytes. */
export interface AnswerReader {
  /** The beginning of the first answer that was not the expected one. */
  readonly firstWrong: Buffer | null;
  take(state: AnswerState, bytes: Buffer, length: number): number;
}
