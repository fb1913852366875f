// Lines from a pipe or a file, as bytes: what is not UTF-8 reaches the server as it is.
// Ends lines at LF and CRLF, as Python's input() does; a last line without an end counts, an empty line does not.
import type { LineSource } from './line-source.js';

const LF = 0x0a;
const CR = 0x0d;

export class PipedLines implements LineSource {
  /** Ctrl-C ends a program in a pipeline by its signal, as it does any other. */
  readonly givenUp = new Promise<never>(() => {});
  readonly #lines = splitLines(process.stdin);

  async next(): Promise<Buffer | null> {
    const { value, done } = await this.#lines.next();
    return done ? null : value;
  }

  close(): void {
    process.stdin.destroy();
  }
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
