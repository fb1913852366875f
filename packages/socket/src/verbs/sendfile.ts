// Sends the bytes of a file by sendfile(2), which copies inside the kernel, or by read and send for files that sendfile(2)
// refuses (pipes, terminals).
import { readSync } from 'node:fs';
import {
  POLLOUT,
  SOCK_STREAM,
  SocketError,
  argTypeError,
  checkWhole,
  read,
  trySend,
  trySendfile,
} from '@fdset/posix';
import type { DescriptorLike } from '@fdset/posix';
import { toDescriptor } from '../arguments.js';
import { requireFd } from '../socket-state.js';
import type { SocketState } from '../socket-state.js';
import { UnfinishedPart } from './attempt.js';
import type { Outcome } from './attempt.js';
import { withBytesSent } from './send.js';

// One system call moves at most 2 GiB.
const STEP_BYTES = 2 ** 30;
const CHUNK_BYTES = 64 * 1024;
const REFUSED = new Set(['EINVAL', 'ENOSYS', 'EOPNOTSUPP', 'ENOTSUP', 'ESPIPE', 'ENODEV']);

/** `sendfile`: sends up to `count` bytes or the file's end. An offset of null means the file's own position, which moves. */
export const sendfile = (
  state: SocketState,
  file: DescriptorLike,
  offset: number | null,
  count: number | undefined,
): Outcome<number> => {
  requireFd(state);
  if (state.type !== SOCK_STREAM) throw unsupported('sendfile needs a SOCK_STREAM socket');
  if (state.timeoutMs === 0) throw unsupported('sendfile does not take a non-blocking socket');
  if (offset !== null) checkWhole(offset, 'offset');
  if (count !== undefined) checkWhole(count, 'count', Number.MAX_SAFE_INTEGER, 1);
  const range = { fd: toDescriptor(file), offset, count: count ?? Infinity };
  return new SendingFile(state, range).again();
};

const unsupported = (message: string): TypeError => argTypeError(message, 'ERR_FDSET_UNSUPPORTED');

interface FileRange {
  readonly fd: number;
  readonly offset: number | null;
  readonly count: number;
}

class SendingFile extends UnfinishedPart<number> {
  readonly #state: SocketState;
  readonly #range: FileRange;
  #sent = 0;
  /** The buffer for a file that sendfile(2) refuses; null if it takes this file. */
  #chunk: Buffer | null = null;
  /** The bytes that were read and not sent yet. */
  #unsent: Buffer = Buffer.alloc(0);

  constructor(state: SocketState, range: FileRange) {
    super({ call: 'sendfile', events: POLLOUT });
    this.#state = state;
    this.#range = range;
  }

  protected override tryPart(): Outcome<number> {
    const isFinished = this.#chunk === null ? this.#sendByKernel() : this.#sendByCopy(this.#chunk);
    return isFinished ? this.#sent : this;
  }

  override failed(error: unknown): never {
    throw withBytesSent(error, this.#sent);
  }

  /** Returns true when the range or the file has ended. */
  #sendByKernel(): boolean {
    const moved = this.#moveOnce();
    if (moved === null) return this.#beginCopying();
    if (moved > 0) this.#progress(moved);
    return moved === 0 || this.#sent >= this.#range.count;
  }

  /** Returns the number of bytes moved, 0 at the end of the file, -1 when the socket's queue is full, null when refused. */
  #moveOnce(): number | null {
    const { fd, count } = this.#range;
    const most = Math.min(count - this.#sent, STEP_BYTES);
    try {
      return trySendfile(requireFd(this.#state), fd, this.#position(), most);
    } catch (error) {
      if (this.#sent === 0 && error instanceof SocketError && REFUSED.has(error.code)) return null;
      throw error;
    }
  }

  #beginCopying(): false {
    this.#chunk = Buffer.allocUnsafe(Math.min(this.#range.count, CHUNK_BYTES));
    return this.#awaitFile();
  }

  // Nothing could interrupt a read(2) that blocks on an empty pipe, so the driver waits for the pipe first.
  #awaitFile(): false {
    this.readFrom = this.#range.fd;
    return false;
  }

  #sendByCopy(chunk: Buffer): boolean {
    if (this.#unsent.length === 0) {
      this.#unsent = this.#readInto(chunk);
      this.readFrom = -1;
      if (this.#unsent.length === 0) return true;
    }
    while (this.#unsent.length > 0) {
      const sent = trySend(requireFd(this.#state), this.#unsent);
      if (sent < 0) return false;
      this.#unsent = this.#unsent.subarray(sent);
      this.#progress(sent);
    }
    return this.#sent >= this.#range.count || this.#awaitFile();
  }

  #readInto(chunk: Buffer): Buffer {
    const { fd, count } = this.#range;
    const wanted = Math.min(count - this.#sent, chunk.length);
    const position = this.#position();
    const length =
      position === null ? read(fd, chunk, 0, wanted) : readSync(fd, chunk, 0, wanted, position);
    return chunk.subarray(0, length);
  }

  #position(): number | null {
    const { offset } = this.#range;
    return offset === null ? null : offset + this.#sent;
  }

  #progress(bytes: number): void {
    this.#sent += bytes;
    this.moved += 1;
  }
}
