// The requests of all connections: the payload again and again, so that whatever of several requests is unsent goes out with one call.

const ROOM_BYTES = 256 * 1024;

/** The bytes to send from. */
export class RequestBytes {
  readonly bytes: Buffer;
  readonly size: number;
  readonly #most: number;

  /** @param keepsBorders - whether a call sends one message, so that it may not have two requests */
  constructor(payload: Uint8Array, pipeline: number, keepsBorders: boolean) {
    this.size = payload.length;
    const ahead = keepsBorders ? 0 : Math.min(this.size * pipeline, ROOM_BYTES);
    this.bytes = Buffer.alloc(this.size * (1 + Math.ceil(ahead / this.size)), payload);
    this.#most = keepsBorders ? this.size : Infinity;
  }

  /** How many bytes one call may send from `offset` on. */
  lengthFrom(offset: number, unsent: number): number {
    return Math.min(unsent, this.bytes.length - offset, this.#most);
  }
}
