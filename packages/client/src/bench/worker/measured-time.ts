// The measured time of a thread, and what of its processor time that was.
import { CLOCK_THREAD_CPUTIME_ID, clockGettimeNs } from '@fdset/posix';
import { AT } from '../measure/thread-board.js';
import type { BoardNumber, ThreadBoard } from '../measure/thread-board.js';

const NS_PER_MS = 1e6;

/** What the warm-up has counted too. */
const MEASURED: readonly BoardNumber[] = ['bytesSent', 'bytesReceived', 'spunMs', 'reopened'];

/** Begins when it is made. */
export class MeasuredTime {
  readonly #numbers: Float64Array;
  readonly #fromMs: number;
  readonly #cpuMs = threadCpuMs();

  constructor(board: ThreadBoard, fromMs: number) {
    this.#numbers = board.numbers;
    this.#fromMs = fromMs;
    for (const name of MEASURED) this.#numbers[AT[name]] = 0;
  }

  end(toMs: number): void {
    this.#numbers[AT.cpuMs] = threadCpuMs() - this.#cpuMs;
    this.#numbers[AT.wallMs] = Math.max(0, toMs - this.#fromMs);
  }
}

/** The processor time of this thread so far. */
export const threadCpuMs = (): number =>
  Number(clockGettimeNs(CLOCK_THREAD_CPUTIME_ID)) / NS_PER_MS;
