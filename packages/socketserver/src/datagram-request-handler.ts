// A handler with files over one datagram. After CPython's DatagramRequestHandler.
import type { Address, Socket } from '@fdset/socket';
import { BaseRequestHandler } from './base-request-handler.js';
import type { DatagramRequest } from './base-request-handler.js';
import type { MaybePromise } from './maybe-promise.js';
import { requestReader } from './request-reader.js';
import type { RequestReader } from './request-reader.js';
import { requestWriter } from './request-writer.js';
import type { RequestWriter } from './request-writer.js';

/**
 * Gives a handler the datagram as `packet` and `rfile`, and a `wfile` whose contents go back as one
 * datagram in `finish`, whenever it was flushed: only if something was written, and if the sender has an
 * address.
 */
export class DatagramRequestHandler<
  ClientAddress extends Address | null = Address | null,
> extends BaseRequestHandler<DatagramRequest, ClientAddress> {
  /** The bytes received. */
  get packet(): Buffer {
    return this.request[0];
  }

  /** The server's socket, lent: closing it ends nobody else's. */
  get socket(): Socket {
    return this.request[1];
  }

  /** Whether the datagram was longer than the server's `maxPacketSize`. */
  get truncated(): boolean {
    return this.request[2];
  }

  declare rfile: RequestReader;
  declare wfile: RequestWriter;
  readonly #reply: Buffer[] = [];

  override setup(): MaybePromise<void> {
    let rest: Buffer = this.packet;
    this.rfile = requestReader((maxBytes) => {
      const part = rest.subarray(0, maxBytes);
      rest = rest.subarray(part.length);
      return part;
    }, 0);
    this.wfile = requestWriter((data) => void this.#reply.push(Buffer.from(data)), 0);
  }

  override finish(): MaybePromise<void> {
    const reply = Buffer.concat(this.#reply);
    if (reply.length > 0 && this.clientAddress !== null)
      this.socket.sendto(reply, this.clientAddress);
  }
}
