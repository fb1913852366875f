// Lines that are typed at the document's prompt, which @fdset/client has.
import { Prompt } from '@fdset/client';
import type { LineSource } from './line-source.js';

export class TerminalLines implements LineSource {
  readonly #prompt = new Prompt();
  readonly givenUp = this.#prompt.givenUp;
  #count = 0;

  async next(): Promise<Buffer | null> {
    const line = await this.#prompt.next();
    if (line !== null) this.#count++;
    return line;
  }

  /** Lines that were typed ahead do not count. */
  async count(): Promise<{ lines: number; isAll: boolean }> {
    return { lines: this.#count, isAll: true };
  }

  close(): void {
    this.#prompt.close();
  }
}
