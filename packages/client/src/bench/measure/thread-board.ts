// What a thread of the generator tells while it works: numbers and histograms in shared memory, which the main thread reads at any time.
// Numbers may be torn between two of them (a count is up to date, its sum is not yet), which a live line does not mind; the figures
// of the report are read when the thread has ended.
import { HISTOGRAM_BYTES, LogHistogram } from './log-histogram.js';

/** Where each number of a board is. */
export const AT = {
  /** Connections that are open. */
  open: 0,
  /** Requests that were sent, and their answers, in the measured time; failures of the whole run. */
  sent: 1,
  answered: 2,
  errors: 3,
  bytesSent: 4,
  bytesReceived: 5,
  /** Requests of the schedule that were due and never sent, because no connection was free. */
  unsent: 6,
  /** Requests that had no answer when the run ended. */
  unanswered: 7,
  /** Connections that were lost and opened again. */
  reopened: 8,
  /**
   * The measured time, and this thread's processor time in it, of which it spent `spunMs` on looking again
   * and again until a request was due.
   */
  wallMs: 9,
  cpuMs: 10,
  spunMs: 11,
  /** Connections on which nothing was ever answered, the warm-up included. */
  starved: 12,
} as const;

/** A number of a board. */
export type BoardNumber = keyof typeof AT;

const NUMBERS = Object.keys(AT).length;

const HISTOGRAMS = ['latency', 'service', 'connect', 'lag'] as const;

const NUMBERS_BYTES = NUMBERS * Float64Array.BYTES_PER_ELEMENT;
const BOARD_BYTES = NUMBERS_BYTES + HISTOGRAMS.length * HISTOGRAM_BYTES;

/** The board of one thread, or the sum of several. */
export class ThreadBoard {
  readonly numbers: Float64Array;
  /** From when a request was intended to be sent (in a closed loop: was sent) to its answer. */
  readonly latency: LogHistogram;
  /** From when it was really sent to its answer. Empty in a closed loop, where that is the same. */
  readonly service: LogHistogram;
  readonly connect: LogHistogram;
  /** How late the generator itself was with requests that could have been sent. */
  readonly lag: LogHistogram;

  constructor(memory: ArrayBufferLike = newBoardMemory()) {
    this.numbers = new Float64Array(memory, 0, NUMBERS);
    const at = (index: number): LogHistogram =>
      new LogHistogram(memory, NUMBERS_BYTES + index * HISTOGRAM_BYTES);
    [this.latency, this.service, this.connect, this.lag] = [at(0), at(1), at(2), at(3)];
  }

  get(name: BoardNumber): number {
    return this.numbers[AT[name]] as number;
  }

  /** Adds the numbers and histograms of another board. */
  add(other: ThreadBoard): void {
    for (let index = 0; index < NUMBERS; index++)
      (this.numbers[index] as number) += other.numbers[index] as number;
    for (const name of HISTOGRAMS) this[name].add(other[name]);
  }
}

/** Memory for a board that threads share. */
export const newBoardMemory = (): SharedArrayBuffer => new SharedArrayBuffer(BOARD_BYTES);
