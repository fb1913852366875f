// Plain sends of a stream, which a driver may make itself: `send` and `sendall` without flags. They end when the kernel has
// taken all bytes, as send(2) does on a blocking socket.
import { argTypeError, toBytes, trySend } from '@fdset/posix';
import type { Sendable } from '@fdset/posix';
import type { PlainSend } from './driver.js';
import { Operation } from './operation.js';
import type { Serving } from './operation.js';
import { withOwnProgress, withProgress } from './with-progress.js';

/** A send of all bytes. */
export class Send<T> extends Operation<T> implements PlainSend {
  readonly #bytes: Uint8Array;
  readonly #length: number;
  readonly #sending: Serving;
  readonly #result: (bytes: number) => T;
  #sent = 0;

  constructor(call: string, sending: Serving, data: Sendable, result: (bytes: number) => T) {
    super(call, sending);
    this.#result = result;
    this.#sending = sending;
    this.#bytes = toBytes(data);
    this.#length = this.#bytes.length;
  }

  get left(): number {
    return this.#length - this.#sent;
  }

  override begin(): void {
    const { state, port } = this.#sending;
    if (!this.isDirect) return port.send(this);
    while (!this.isEnded) if (this.attempt(state.fd) < 0) return;
  }

  override ready(): void {
    this.#sending.port.send(this);
  }

  copyTo(room: Buffer, at: number): number {
    if (!this.#isWhole()) return -1;
    const end = Math.min(this.#length, this.#sent + room.length - at);
    const part =
      this.#sent === 0 && end === this.#length
        ? this.#bytes
        : this.#bytes.subarray(this.#sent, end);
    room.set(part, at);
    return end - this.#sent;
  }

  part(most: number): Uint8Array | null {
    if (!this.#isWhole()) return null;
    return this.#bytes.subarray(this.#sent, Math.min(this.#length, this.#sent + most));
  }

  attempt(fd: number): number {
    if (!this.#isWhole()) return 0;
    try {
      const sent = trySend(fd, this.#bytes, this.#sent, this.left, 0);
      if (sent > 0 || this.left === 0) this.took(Math.max(sent, 0));
      return sent;
    } catch (error) {
      this.refused(error);
      return 0;
    }
  }

  took(bytes: number): void {
    this.#sent += bytes;
    if (this.#sent >= this.#length) this.finish(this.#result(this.#length));
  }

  refused(error: unknown): void {
    this.fail(withOwnProgress(error, this.#sent));
  }

  protected override withdraw(): void {
    if (!this.isDirect) this.#sending.port.cancelWrite();
  }

  protected override explain(error: unknown): unknown {
    return withProgress(error, this.#sent);
  }

  // The bytes of memory that was transferred meanwhile cannot be sent any more.
  #isWhole(): boolean {
    if (this.#bytes.length === this.#length) return true;
    const error = argTypeError('the memory of the data was transferred before everything was sent');
    this.fail(Object.assign(error, { bytesSent: this.#sent }));
    return false;
  }
}
