// The handler classes for asynchronous handlers, whose files wait on the event loop. They run on every server.
import { IPPROTO_TCP, TCP_NODELAY } from '@fdset/socket';
import type { Address, Socket } from '@fdset/socket';
import { AsyncSocket } from '@fdset/socket/async';
import type { MaybePromise } from '../basics.js';
import { cutOff } from '../transport/hang-up.js';
import { AsyncReader } from './async-request-reader.js';
import type { AsyncRequestReader, ByteSource } from './async-request-reader.js';
import { AsyncWriter } from './async-request-writer.js';
import type { AsyncRequestWriter } from './async-request-writer.js';
import { Outbound } from './outbound.js';
import {
  BaseRequestHandler,
  DEFAULT_BUFFER,
  PacketRequestHandler,
  isConnectionError,
  partsOf,
} from './request-handlers.js';
import { checkBufferSize } from './request-reader.js';
import { sharedLimits } from './shared-limits.js';

/**
 * A handler whose files `rfile` and `wfile` wait on the event loop, as the `connection` beneath them does. On an
 * {@link AsyncTCPServer}, or in a worker with `requestsPerWorker`, thousands share one thread; it runs on every other stream
 * server too. Its class attributes are those of {@link StreamRequestHandler}.
 */
export class AsyncStreamRequestHandler<
  ClientAddress extends Address | null = Address | null,
> extends BaseRequestHandler<Socket, ClientAddress> {
  /** How many bytes `rfile` receives at once; -1 (default) is 8192, 0 never receives more than the caller asks for. */
  static readonly rbufsize: number = -1;
  /** How many bytes `wfile` collects before it writes; 0 (default) writes everything at once. */
  static readonly wbufsize: number = 0;
  /**
   * How long one call may wait for the client, in ms; null (default) is the connection's own timeout, such as the server's
   * `idleTimeoutMs`.
   */
  static readonly timeoutMs: number | null = null;
  /** Sets TCP_NODELAY. */
  static readonly disableNagleAlgorithm: boolean = false;

  /** The connection as an AsyncSocket over the descriptor of `request`, which still owns it. */
  declare connection: AsyncSocket;
  declare rfile: AsyncRequestReader;
  declare wfile: AsyncRequestWriter;
  #endLimits: (() => void) | null = null;

  /** Applies the class attributes and opens the files. */
  override setup(): MaybePromise<void> {
    const own = this.constructor as typeof AsyncStreamRequestHandler;
    const { request } = this;
    if (own.timeoutMs !== null) request.settimeout(own.timeoutMs);
    if (own.disableNagleAlgorithm) request.setsockopt(IPPROTO_TCP, TCP_NODELAY, true);
    const rbufsize = checkBufferSize(own.rbufsize, 'rbufsize', DEFAULT_BUFFER);
    const wbufsize = checkBufferSize(own.wbufsize, 'wbufsize', DEFAULT_BUFFER);
    this.connection = AsyncSocket.lend(request);
    const rfile = new AsyncReader(this.connection, rbufsize);
    this.rfile = rfile;
    this.wfile = new AsyncWriter(this.connection, wbufsize, this.#outbound());
    const limits = sharedLimits(this.server, request.gettimeout() || null);
    this.#endLimits = limits?.watch(this.connection, () => rfile.waitingCall) ?? null;
  }

  /** Handles the request. */
  override handle(): Promise<void> {
    return Promise.resolve();
  }

  /** Flushes and closes the files; errors of the connection are ignored, the client may have gone. */
  override async finish(): Promise<void> {
    try {
      await this.wfile.close();
    } catch (error) {
      // Errors of the connection during handle() itself were thrown there.
      if (!isConnectionError(error)) throw error;
    } finally {
      this.rfile.close();
      this.#endLimits?.();
      this.connection.close();
    }
  }

  #outbound(): Outbound | null {
    const { request, server } = this;
    const most = server.limits?.maxOutboundBytes ?? Infinity;
    if (most === Infinity) return null;
    return new Outbound(most, () => {
      if (request.closed) return;
      // The kernel would go on for minutes to offer what is in its queue.
      request.setLinger(0);
      cutOff(request);
    });
  }
}

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
