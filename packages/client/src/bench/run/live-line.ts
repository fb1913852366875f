// The line on a terminal that changes while a run lasts.
import { clearLine, cursorTo } from 'node:readline';
import type { ThreadBoard } from '../measure/thread-board.js';
import { LogHistogram } from '../measure/log-histogram.js';
import { number, time } from '../report/units.js';

const EVERY_MS = 500;
const PLAIN_COLUMNS = 80;

/** Writes what the boards tell, until it is stopped. */
export class LiveLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #boards: readonly ThreadBoard[];
  readonly #connections: number;
  readonly #timer: NodeJS.Timeout;
  #lastAnswered = 0;
  #hasBegun = false;
  #isStopped = false;

  constructor(stream: NodeJS.WriteStream, boards: readonly ThreadBoard[], connections: number) {
    this.#stream = stream;
    this.#boards = boards;
    this.#connections = connections;
    this.#timer = setInterval(() => this.#write(), EVERY_MS);
  }

  /** The connections stand. */
  begin(): void {
    this.#hasBegun = true;
  }

  /** Takes the line away. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    clearInterval(this.#timer);
    this.#show('');
  }

  #write(): void {
    this.#show(this.#hasBegun ? this.#loading() : this.#connecting());
  }

  #connecting(): string {
    return `connecting: ${number(this.#sum('open'))} of ${number(this.#connections)}`;
  }

  #loading(): string {
    const answered = this.#sum('answered');
    const rate = ((answered - this.#lastAnswered) * 1000) / EVERY_MS;
    this.#lastAnswered = answered;
    if (answered === 0) return 'warming up';
    const latency = new LogHistogram();
    for (const board of this.#boards) latency.add(board.latency);
    const [p50, p99] = [0.5, 0.99].map((one) => time(latency.percentileMs(one)));
    return `${number(rate)} requests/s, p50 ${p50}, p99 ${p99}, max ${time(latency.maxMs)}, ${number(this.#sum('errors'))} errors`;
  }

  #sum(name: 'open' | 'answered' | 'errors'): number {
    return this.#boards.reduce((sum, board) => sum + board.get(name), 0);
  }

  #show(text: string): void {
    clearLine(this.#stream, 0);
    cursorTo(this.#stream, 0);
    // A terminal that does not tell its width has 0 columns.
    this.#stream.write(text.slice(0, (this.#stream.columns || PLAIN_COLUMNS) - 1));
  }
}
