// The handler class for asynchronous handlers of datagrams.
import type { Address } from '@fdset/socket';
import { AsyncSocket } from '@fdset/socket/async';
import type { MaybePromise } from '../basics.js';
import { AsyncReader } from './async-reader.js';
import type { AsyncRequestReader, ByteSource } from './async-request-reader.js';
import { AsyncWriter } from './async-request-writer.js';
import type { AsyncRequestWriter } from './async-request-writer.js';
import { PacketRequestHandler, partsOf } from './request-handlers.js';

/**
 * A handler with the datagram as `packet` and `rfile`, whose calls are promises. `finish` sends the contents of `wfile` back as
 * one datagram if something was written and the sender has an address, and waits on the event loop while the sender's queue is
 * full.
 */
export class AsyncDatagramRequestHandler<
  ClientAddress extends Address | null = Address | null,
> extends PacketRequestHandler<ClientAddress> {
  declare rfile: AsyncRequestReader;
  declare wfile: AsyncRequestWriter;
  readonly #reply: Buffer[] = [];

  override setup(): MaybePromise<void> {
    this.rfile = new AsyncReader(sourceOf(this.packet), 0);
    this.wfile = new AsyncWriter(
      {
        send: (data) => {
          this.#reply.push(Buffer.from(data));
          return Promise.resolve(data.length);
        },
      },
      0,
    );
  }

  /** Handles the request. */
  override handle(): Promise<void> {
    return Promise.resolve();
  }

  override async finish(): Promise<void> {
    const reply = Buffer.concat(this.#reply);
    const { socket, clientAddress } = this;
    if (reply.length === 0 || clientAddress === null) return;
    // Most answers need not wait.
    if (socket.trySendto(reply, clientAddress) >= 0) return;
    using sending = AsyncSocket.lend(socket);
    await sending.sendto(reply, clientAddress);
  }
}

const sourceOf = (packet: Buffer): ByteSource => {
  const take = partsOf(packet);
  return {
    recv: (maxBytes) => Promise.resolve(take(maxBytes)),
    chunks: (maxBytes) => ({
      next: () => {
        const value = take(maxBytes);
        return Promise.resolve(
          value.length === 0 ? { done: true, value: undefined } : { done: false, value },
        );
      },
    }),
  };
};
