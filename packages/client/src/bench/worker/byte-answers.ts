// Answers of a known length, compared with what they must be: every byte of every answer.
import { MOST_WRONG_BYTES, WRONG } from './answer-reader.js';
import type { AnswerReader, AnswerState } from './answer-reader.js';

/** Above this Buffer.compare is cheaper, whose call takes 100 ns; a loop takes 1 ns for each word, or byte. */
const LOOP_WORDS = 64;
const LOOP_BYTES = 4 * LOOP_WORDS;

/** Counts answers of `length` bytes. */
export class CountedAnswers implements AnswerReader {
  readonly firstWrong = null;
  readonly #length: number;

  constructor(length: number) {
    this.#length = length;
  }

  take(state: AnswerState, _bytes: Buffer, length: number): number {
    const end = state.position + length;
    state.position = end % this.#length;
    return (end - state.position) / this.#length;
  }
}

/** Counts answers that are all the same, and compares them. */
export class EqualAnswers implements AnswerReader {
  firstWrong: Buffer | null = null;
  readonly #length: number;
  /** The answer again and again, so that what one receive gives is compared at once, wherever it begins. */
  readonly #stream: Buffer;
  readonly #expectedWords: Int32Array;
  /** The receive buffer of the last call, and its words. */
  #room: Buffer | null = null;
  #roomWords: Int32Array = new Int32Array(0);

  constructor(expected: Uint8Array, roomBytes: number) {
    this.#length = expected.length;
    // Not from the pool of Buffers, where it might not begin at a multiple of 4 bytes.
    this.#stream = Buffer.allocUnsafeSlow(expected.length + roomBytes).fill(expected);
    this.#expectedWords = wordsOf(this.#stream);
  }

  take(state: AnswerState, bytes: Buffer, length: number): number {
    const { position } = state;
    if (!this.#isEqual(bytes, length, position)) return this.#wrong(bytes, length, position);
    const end = position + length;
    state.position = end % this.#length;
    return (end - state.position) / this.#length;
  }

  #wrong(bytes: Buffer, length: number, position: number): number {
    if (this.firstWrong !== null) return WRONG;
    const stream = this.#stream;
    let at = 0;
    while (at < length && bytes[at] === stream[position + at]) at++;
    const start = position + at - ((position + at) % this.#length) - position;
    const before = stream.subarray(0, Math.max(0, -start));
    const received = Buffer.concat([before, bytes.subarray(Math.max(0, start), length)]);
    this.firstWrong = received.subarray(0, MOST_WRONG_BYTES);
    return WRONG;
  }

  #isEqual(bytes: Buffer, length: number, position: number): boolean {
    const stream = this.#stream;
    if (length > LOOP_BYTES)
      return bytes.compare(stream, position, position + length, 0, length) === 0;
    const words = position % 4 === 0 ? this.#equalWords(bytes, length, position / 4) : 0;
    for (let index = words * 4; index < length; index++)
      if (bytes[index] !== stream[position + index]) return false;
    return true;
  }

  /** How many of the first words are equal. */
  #equalWords(bytes: Buffer, length: number, position: number): number {
    if (bytes !== this.#room) this.#use(bytes);
    const received = this.#roomWords;
    const expected = this.#expectedWords;
    const count = Math.min(length >> 2, received.length);
    let index = 0;
    while (index < count && received[index] === expected[position + index]) index++;
    return index;
  }

  #use(bytes: Buffer): void {
    this.#room = bytes;
    this.#roomWords = bytes.byteOffset % 4 === 0 ? wordsOf(bytes) : new Int32Array(0);
  }
}

const wordsOf = ({ buffer, byteOffset, length }: Buffer): Int32Array =>
  new Int32Array(buffer, byteOffset, length >> 2);
