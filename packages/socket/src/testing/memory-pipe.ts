// One direction of a memory pair: a bounded queue. The calls at each of its ends are served in order.
import { argTypeError } from '@fdset/posix';
import { ByteQueue } from '../framing/byte-queue.js';
import { Turns, WaitingLine } from '../waiting-line.js';
import type { CallLimits } from '../waiting-line.js';
import { withProgress } from '../async/with-progress.js';

/** Throws if the call may not go on, because its end is closed or sends no more. It is made again after each wait. */
export type Check = () => void;

/** Bytes on their way from one end to the other. */
export class MemoryPipe {
  readonly #queue: ByteQueue;
  readonly #reads = new Turns();
  readonly #writes = new Turns();
  readonly #readable = new WaitingLine();
  readonly #writable = new WaitingLine();
  #isEnded = false;
  #isUnread = false;

  constructor(capacityBytes: number) {
    this.#queue = new ByteQueue({ maxBytes: capacityBytes });
  }

  /** How many bytes were sent and not received. */
  get length(): number {
    return this.#queue.length;
  }

  /** Whether what is sent would reach nobody. */
  get isBroken(): boolean {
    return this.#isEnded || this.#isUnread;
  }

  /** The sender sends no more. */
  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  /** The receiver receives no more than is there. */
  abandon(): void {
    this.#isUnread = true;
    this.#wake();
  }

  /** Takes 1 to `maxBytes` bytes as soon as there are any; none at the end. */
  read(maxBytes: number, limits: CallLimits, check: Check): Promise<Buffer> {
    return this.#reads.take(limits, async () => {
      check();
      while (this.#queue.length === 0 && !this.isBroken && maxBytes > 0) {
        await this.#readable.wait(limits);
        check();
      }
      const taken = this.#queue.takeSome(maxBytes);
      if (taken.length > 0) this.#writable.wakeAll();
      return taken;
    });
  }

  /** Puts in all bytes, one part after the other as there is room. Every error tells how many went before it. */
  async write(bytes: Uint8Array, limits: CallLimits, check: Check): Promise<number> {
    const to = bytes.length;
    let from = 0;
    try {
      await this.#writes.take(limits, async () => {
        do from += await this.#put({ bytes, from, to }, limits, check);
        while (from < to);
      });
    } catch (error) {
      throw withProgress(error, from);
    }
    return to;
  }

  #wake(): void {
    this.#readable.wakeAll();
    this.#writable.wakeAll();
  }

  async #put({ bytes, from, to }: Span, limits: CallLimits, check: Check): Promise<number> {
    check();
    while (this.#queue.room === 0 && from < to) {
      await this.#writable.wait(limits);
      check();
    }
    if (bytes.length < to)
      throw argTypeError('the memory of the data was transferred before everything was sent');
    // The caller may change its memory when the call has ended.
    const part = Buffer.from(bytes.subarray(from, Math.min(to, from + this.#queue.room)));
    this.#queue.push(part);
    this.#readable.wakeAll();
    return part.length;
  }
}

/** The bytes of a call that are to be sent yet. `to` was their number when it was made. */
interface Span {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}
