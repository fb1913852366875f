// Lines from a pipe or a file, as bytes: what is not UTF-8 reaches the server as it is.
// Ends lines at LF and CRLF, as Python's input() does; a last line without an end counts, an empty line does not.
import { fstatSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { LineSource } from './line-source.js';

const LF = 0x0a;
const CR = 0x0d;
// More is not looked for in a pipe: `yes` never ends.
const MOST_COUNTED = 100_000;

export class PipedLines implements LineSource {
  /** Ctrl-C ends a program in a pipeline by its signal, as it does any other. */
  readonly givenUp = new Promise<never>(() => {});
  readonly #lines = splitLines(process.stdin);
  #count = 0;

  async next(): Promise<Buffer | null> {
    const { value, done } = await this.#lines.next();
    if (done) return null;
    this.#count++;
    return value;
  }

  async count(): Promise<{ lines: number; isAll: boolean }> {
    // bigint: after the plain stat of a pipe Node 20 resolves no symbolic links of the modules that it loads next.
    const isFile = fstatSync(process.stdin.fd, { bigint: true }).isFile();
    while (isFile || this.#count < MOST_COUNTED) {
      // What is in a pipe is there after a turn; whoever writes into it may have nothing further to say for hours.
      const line = await Promise.race([this.next(), ...(isFile ? [] : [twoTurns()])]);
      if (line === null) return { lines: this.#count, isAll: true };
      if (line === undefined) break;
    }
    return { lines: this.#count, isAll: false };
  }

  close(): void {
    process.stdin.destroy();
  }
}

async function twoTurns(): Promise<undefined> {
  await setImmediate();
  await setImmediate();
}

async function* splitLines(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let parts: Buffer[] = [];
  for await (const chunk of input) {
    let start = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      const line = withoutReturn(Buffer.concat([...parts, chunk.subarray(start, end)]));
      if (line.length > 0) yield line;
      parts = [];
      start = end + 1;
    }
    parts.push(chunk.subarray(start));
  }
  const last = Buffer.concat(parts);
  if (last.length > 0) yield last;
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === CR ? line.subarray(0, -1) : line;
}
