// Reads the lines that a child process prints, one at a time. If they end too soon, the error has its output on stderr.
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';

export class LineReader {
  readonly #lines: AsyncIterator<string>;
  readonly #name: string;
  #stderr = '';

  /** @param hear - gets its output on stderr so far, whenever there is more */
  constructor(
    child: ChildProcessWithoutNullStreams,
    name: string,
    hear: (stderr: string) => void = () => {},
  ) {
    this.#name = name;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
      hear(this.#stderr);
    });
  }

  /** Resolves with the next line; rejects when the process ends instead. */
  async next(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`${this.#name} ended too soon: ${this.#message()}`);
    return value;
  }

  /** Resolves with the last line when the process has closed its output. */
  async last(): Promise<string> {
    let last = '';
    for (let line = await this.#lines.next(); !line.done; line = await this.#lines.next()) {
      last = line.value;
    }
    return last;
  }

  /** Its output on stderr, as one line. */
  #message(): string {
    return this.#stderr.trim().replace(/\s*\n\s*/g, '; ') || 'no message';
  }
}
