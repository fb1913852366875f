// Lines that a child process prints, one at a time, and what it printed on stderr when they end too soon.
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';

export class LineReader {
  readonly #lines: AsyncIterator<string>;
  readonly #name: string;
  #stderr = '';

  constructor(child: ChildProcessWithoutNullStreams, name: string) {
    this.#name = name;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
  }

  /** The next line; rejects when the process ends instead. */
  async next(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`${this.#name} ended too soon: ${this.#message()}`);
    return value;
  }

  /** The last line of all, once the process has closed its output. */
  async last(): Promise<string> {
    let last = '';
    for (let line = await this.#lines.next(); !line.done; line = await this.#lines.next()) {
      last = line.value;
    }
    return last;
  }

  /** What it said on stderr, as one line. */
  #message(): string {
    return this.#stderr.trim().replace(/\s*\n\s*/g, '; ') || 'no message';
  }
}
