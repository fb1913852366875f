// What is sent of the input: of a pipe its bytes as they are, or each line as the options say; of a terminal each line.
import { FrameDecoder } from '@fdset/socket/framing';
import { UsageError } from '../usage-error.js';
import { linesOfBytes } from './framing-names.js';
import type { Talk } from './talk.js';

const LF = 0x0a;
const CR = 0x0d;
const CRLF = Buffer.from('\r\n');

/** What one write of a pipe becomes on a socket that keeps messages apart, at most; the buffer of nc has as much. */
const MESSAGE_BYTES = 16_384;

type Chunks = AsyncIterable<Buffer>;

/** What to send of a pipe. @throws {UsageError} when a line is no hex digits */
export function messagesOf(chunks: Chunks, { options, isByLine, channel }: Talk): Chunks {
  if (options.hexInput === true || isByLine)
    return mapped(linesOf(chunks), (line) => lineToSend(line, options));
  const text = options.crlf === true ? withCrlf(chunks) : chunks;
  return channel.keepsBorders ? cut(text) : text;
}

/** What to send of a line. @throws {UsageError} when it is no hex digits */
export function lineToSend(
  line: Buffer,
  { hexInput, crlf }: { readonly hexInput?: boolean; readonly crlf?: boolean },
): Buffer {
  const bytes = hexInput === true ? bytesOf(line) : line;
  return crlf === true ? Buffer.concat([bytes, CRLF]) : bytes;
}

function bytesOf(line: Buffer): Buffer {
  const digits = line.toString('latin1').replaceAll(/\s/g, '');
  if (digits.length % 2 === 0 && /^[\da-f]*$/i.test(digits)) return Buffer.from(digits, 'hex');
  throw new UsageError(
    `a line of --hex-input has pairs of hex digits, such as de ad 0a, not '${line.toString().trim()}'`,
  );
}

async function* mapped(chunks: Chunks, change: (chunk: Buffer) => Buffer): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield change(chunk);
}

async function* linesOf(chunks: Chunks): AsyncGenerator<Buffer> {
  const decoder = new FrameDecoder(linesOfBytes('\n'));
  for await (const chunk of chunks) {
    decoder.push(chunk);
    yield* decoder;
  }
  decoder.end();
  yield* decoder;
}

/** Ends every line with CRLF; one that does so already stays as it is. */
async function* withCrlf(chunks: Chunks): AsyncGenerator<Buffer> {
  let before = 0;
  for await (const chunk of chunks) {
    const parts: Buffer[] = [];
    let start = 0;
    for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, at + 1)) {
      if ((at === 0 ? before : chunk[at - 1]) === CR) continue;
      parts.push(chunk.subarray(start, at), CRLF);
      start = at + 1;
    }
    before = chunk.at(-1) ?? before;
    yield Buffer.concat([...parts, chunk.subarray(start)]);
  }
}

async function* cut(chunks: Chunks): AsyncGenerator<Buffer> {
  for await (const chunk of chunks)
    for (let at = 0; at < chunk.length; at += MESSAGE_BYTES)
      yield chunk.subarray(at, at + MESSAGE_BYTES);
}
