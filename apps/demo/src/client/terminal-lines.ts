// Lines that are typed at the document's prompt, `>>: `. After an empty line it prompts again; Ctrl-D and Ctrl-C end the input.
import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import type { LineSource } from './line-source.js';

export class TerminalLines implements LineSource {
  readonly #readline: Interface;
  readonly #lines: AsyncIterator<string>;
  readonly #output: NodeJS.WriteStream;
  #count = 0;

  readonly givenUp: Promise<void>;

  constructor() {
    // If stdout is a pipe, the prompt goes to stderr.
    this.#output = process.stdout.isTTY ? process.stdout : process.stderr;
    this.#readline = createInterface({
      input: process.stdin,
      output: this.#output,
      prompt: '>>: ',
    });
    this.givenUp = new Promise((resolve) => this.#readline.once('SIGINT', resolve));
    this.#lines = this.#readline[Symbol.asyncIterator]();
  }

  async next(): Promise<Buffer | null> {
    for (;;) {
      this.#readline.prompt();
      const { value, done } = await this.#lines.next();
      if (done) {
        this.#output.write('\n');
        return null;
      }
      if (value === '') continue;
      this.#count++;
      return Buffer.from(value);
    }
  }

  /** Lines that were typed ahead do not count. */
  async count(): Promise<{ lines: number; isAll: boolean }> {
    return { lines: this.#count, isAll: true };
  }

  close(): void {
    this.#readline.close();
  }
}
