// Lines from a pipe or a file, as bytes, so that bytes which are not UTF-8 reach the server unchanged. Lines end at LF and CRLF, as
// with Python's input(); a last line without an end counts, an empty line does not.
import { fstatSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { LineSource } from './line-source.js';

const LF = 0x0a;
const CR = 0x0d;
// No more lines of a pipe are counted, because the output of `yes` never ends.
const MOST_COUNTED = 100_000;

export class PipedLines implements LineSource {
  /** It never settles, because Ctrl-C ends a program in a pipeline by its signal. */
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
    // With bigint Node 20 does not resolve symbolic links of the next modules wrongly, as it does after a plain stat of a pipe.
    const isFile = fstatSync(process.stdin.fd, { bigint: true }).isFile();
    while (isFile || this.#count < MOST_COUNTED) {
      // The contents of a pipe are available after a turn; its writer may write nothing more for hours.
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
