// The reader of asynchronous handlers. A queue has the bytes that were received and not read yet.
import { inspect } from 'node:util';
import { checkOptionNames, closedError, rangeError } from '@fdset/posix';
import type { InspectArguments } from '@fdset/posix';
import { ByteQueue } from '@fdset/socket/framing';
import type { AsyncRequestReader, ByteSource, LinesOptions } from './async-request-reader.js';
import { inspectFile } from './inspect-file.js';
import { iterate, iterator } from './iterate.js';
import { checkByteSize } from './request-reader.js';
import { Turns } from './turns.js';

const NEWLINE = Buffer.from('\n');
const AT_ONCE = 65_536;
const LONGEST_LINE = 65_536;
const LINES_OPTIONS = ['encoding', 'maxBytes'];

/** The reader of one request. It receives `bufferSize` bytes at once; with 0 or 1 never more than the caller asks for. */
export class AsyncReader implements AsyncRequestReader {
  #source: ByteSource;
  readonly #bufferSize: number;
  readonly #buffered = new ByteQueue();
  readonly #turns = new Turns();
  #ended = false;
  #closed = false;

  constructor(source: ByteSource, bufferSize: number) {
    this.#source = source;
    this.#bufferSize = bufferSize;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Counts the calls that had to wait; null while none waits. */
  get waitingCall(): number | null {
    return this.#turns.current;
  }

  read(size: number | null = null): Promise<Buffer> {
    return this.#call(
      size,
      (wanted) => this.#readExactly(wanted),
      (wanted) => {
        return this.#ended || this.#buffered.length >= wanted ? this.#takeSome(wanted) : null;
      },
    );
  }

  read1(size: number | null = null): Promise<Buffer> {
    return this.#call(
      size,
      (most) => this.#readSome(most),
      (most) => {
        return most === 0 || this.#buffered.length > 0 ? this.#takeSome(most) : null;
      },
    );
  }

  readline(size: number | null = null): Promise<Buffer> {
    return this.#call(
      size,
      (most) => this.#readLine(most),
      (most) => this.#takeLine(most),
    );
  }

  async readlines(hint: number | null = null): Promise<Buffer[]> {
    let left = this.#sizeOf(hint) || Infinity;
    const lines: Buffer[] = [];
    for await (const line of this) {
      lines.push(line);
      left -= line.length;
      if (left <= 0) break;
    }
    return lines;
  }

  lines(options: LinesOptions = {}): AsyncIterableIterator<string> {
    checkOptionNames(options, LINES_OPTIONS, 'lines');
    const { encoding = 'utf8', maxBytes = LONGEST_LINE } = options;
    const longest = checkByteSize(maxBytes, 'maxBytes');
    return iterate(async () => {
      const line = await this.readline(longest + 1);
      if (line.length > longest)
        throw rangeError(`a line is longer than ${longest} bytes: raise maxBytes of lines()`);
      return line.length === 0 ? null : line.toString(encoding);
    });
  }

  chunks(maxBytes: number = AT_ONCE): AsyncIterableIterator<Buffer> {
    let source = this.#source;
    let chunks = source.chunks(maxBytes);
    const next = (): Promise<IteratorResult<Buffer, undefined>> => {
      if (this.#closed) return Promise.reject(closedError('rfile'));
      if (source !== this.#source) chunks = (source = this.#source).chunks(maxBytes);
      if (this.#buffered.length === 0) return chunks.next();
      return Promise.resolve({ done: false, value: this.#takeSome(maxBytes) });
    };
    return iterator(next, () => void chunks.return?.());
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Buffer> {
    return iterate(async () => {
      const line = await this.readline();
      return line.length === 0 ? null : line;
    });
  }

  /** Goes on with another source, such as the connection after it was encrypted. */
  switchTo(source: ByteSource): void {
    this.#source = source;
  }

  /** Takes the bytes that were received and not read. */
  takeBuffered(): Buffer {
    return this.#takeSome(Infinity);
  }

  close(): void {
    this.#closed = true;
    this.#buffered.clear();
  }

  [inspect.custom](...given: InspectArguments): string {
    return inspectFile(
      'AsyncRequestReader',
      { closed: this.#closed, buffered: this.#buffered.length },
      given,
    );
  }

  toString(): string {
    return this[inspect.custom]();
  }

  /** Answers from the queue when it has enough and no other call waits; else in turn. */
  #call(
    size: number | null,
    read: (size: number) => Promise<Buffer>,
    take: (size: number) => Buffer | null,
  ): Promise<Buffer> {
    try {
      const checked = this.#sizeOf(size);
      const taken = this.#turns.current === null ? take(checked) : null;
      return taken === null ? this.#turns.run(() => read(checked)) : Promise.resolve(taken);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async #readExactly(wanted: number): Promise<Buffer> {
    while (this.#buffered.length < wanted && (await this.#receive(wanted - this.#buffered.length)));
    return this.#takeSome(wanted);
  }

  async #readSome(size: number): Promise<Buffer> {
    const most = Math.min(size, Math.max(this.#bufferSize, AT_ONCE));
    if (most > 0 && this.#buffered.length === 0) await this.#receive(most);
    return this.#takeSome(most);
  }

  async #readLine(most: number): Promise<Buffer> {
    for (;;) {
      const line = this.#takeLine(most);
      if (line !== null) return line;
      if (!(await this.#receive(1))) return this.#takeSome(most);
    }
  }

  #takeLine(most: number): Buffer | null {
    const line = this.#buffered.takeThrough(NEWLINE, most);
    if (line !== null) return line;
    return this.#ended || this.#buffered.length >= most ? this.#takeSome(most) : null;
  }

  #sizeOf(size: number | null): number {
    if (this.#closed) throw closedError('rfile');
    return checkByteSize(size, 'the size');
  }

  #takeSome(most: number): Buffer {
    return this.#buffered.takeSome(Math.min(most, this.#buffered.length));
  }

  /** Buffers the next bytes, of which the caller needs `wanted`; false at the end. It may be called again after an error. */
  async #receive(wanted: number): Promise<boolean> {
    if (this.#ended) return false;
    const most = this.#bufferSize > 1 ? this.#bufferSize : Math.min(wanted, AT_ONCE);
    const received = await this.#source.recv(most).catch((error: unknown) => {
      throw this.#closed ? handlerEndedError(error) : error;
    });
    if (this.#closed) throw closedError('rfile');
    this.#ended = received.length === 0;
    this.#buffered.push(received);
    return !this.#ended;
  }
}

// The stack of the source's error shows only how the handler ended.
const handlerEndedError = (cause: unknown): Error =>
  Object.assign(
    new Error(
      'the handler ended while a read of its rfile was pending: await each read in handle()',
      { cause },
    ),
    { code: 'ERR_FDSET_CLOSED' },
  );
