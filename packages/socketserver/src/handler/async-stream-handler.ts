// The handler class for asynchronous handlers of connections, whose files wait on the event loop. They run on every stream server.
import { argTypeError, closedError } from '@fdset/posix';
import type { Address, Socket } from '@fdset/socket';
import { AsyncSocket, TlsStream } from '@fdset/socket/async';
import type { StartTlsOptions } from '@fdset/socket/async';
import type { MaybePromise } from '../basics.js';
import { cutOff } from '../transport/hang-up.js';
import type { ServerTlsOptions } from '../transport/tls-options.js';
import { AsyncReader } from './async-reader.js';
import type { AsyncRequestReader } from './async-request-reader.js';
import { AsyncWriter } from './async-request-writer.js';
import type { AsyncRequestWriter } from './async-request-writer.js';
import { markTlsHandler } from './check-tls-handler.js';
import { Outbound } from './outbound.js';
import {
  BaseRequestHandler,
  DEFAULT_BUFFER,
  configure,
  isConnectionError,
} from './request-handlers.js';
import { checkBufferSize } from './request-reader.js';
import { sharedLimits } from './shared-limits.js';
import { startServerTls, toStartTlsOptions } from './start-server-tls.js';

const NOTHING = Buffer.alloc(0);

/**
 * A handler whose files `rfile` and `wfile` wait on the event loop, as the `connection` beneath them does. On an
 * {@link AsyncTCPServer}, or in a worker with `requestsPerWorker`, thousands share one thread; it runs on every other stream
 * server too. Its class attributes are those of {@link StreamRequestHandler}.
 *
 * On a server with `tls`, `setup` makes the handshake: an override awaits `super.setup()`.
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

  /** The connection over the descriptor of `request`, which still owns it; encrypted with `tls` or after `startTls`. */
  declare connection: AsyncSocket | TlsStream;
  declare rfile: AsyncRequestReader;
  declare wfile: AsyncRequestWriter;
  #files: { readonly reader: AsyncReader; readonly writer: AsyncWriter } | null = null;
  #endLimits: (() => void) | null = null;
  #isStartingTls = false;
  #isFinished = false;

  static {
    markTlsHandler(this.prototype);
  }

  /** Applies the class attributes, makes the handshake of a server with `tls`, and opens the files. */
  override setup(): MaybePromise<void> {
    const { request, server } = this;
    configure(request, this.constructor as typeof AsyncStreamRequestHandler);
    const plain = AsyncSocket.lend(request);
    if (!server.tls) return this.#open(plain);
    const starting = startServerTls(plain, toStartTlsOptions(server.tls));
    return starting.then((encrypted) => this.#open(encrypted));
  }

  /** Handles the request. */
  override handle(): Promise<void> {
    return Promise.resolve();
  }

  /** Flushes and closes the files; errors of the connection are ignored, the client may have gone. */
  override async finish(): Promise<void> {
    this.#isFinished = true;
    try {
      await this.wfile.close();
    } catch (error) {
      // Errors of the connection during handle() itself were thrown there.
      if (!isConnectionError(error)) throw error;
    } finally {
      this.rfile.close();
      this.#endLimits?.();
      // The end of TLS has to be sent before the server shuts the connection down.
      if (this.connection instanceof TlsStream) await this.connection[Symbol.asyncDispose]();
      else this.connection.close();
    }
  }

  /**
   * Encrypts the connection in the middle of a conversation (STARTTLS). `rfile` and `wfile` go on over the encrypted connection,
   * which is `connection` afterwards. What `rfile` has buffered is part of the handshake, so that nothing which the client sent
   * unencrypted is taken for encrypted; what is written meanwhile goes out encrypted. Give the same object for all connections,
   * which then share their secure context.
   * @throws {Error} ERR_FDSET_TLS_HANDSHAKE when the client makes no handshake, which ends the connection
   * @throws {TypeError} ERR_FDSET_UNSUPPORTED when it is encrypted, or being encrypted, already; ERR_FDSET_ALREADY_WAITING while
   *   a read waits; ERR_FDSET_INVALID_ARG_TYPE for options that cannot be used
   */
  async startTls(options: ServerTlsOptions): Promise<void> {
    const full = toStartTlsOptions(options);
    const { connection } = this;
    if (connection instanceof TlsStream || this.#isStartingTls)
      throw argTypeError('the connection is encrypted already', 'ERR_FDSET_UNSUPPORTED');
    // This throws while a read waits, which would take the bytes of the handshake.
    connection.unread(NOTHING);
    this.#isStartingTls = true;
    const starting = this.#encrypt(connection, full);
    const writer = this.#files?.writer;
    writer?.switchTo({ send: async (data) => (await starting).send(data) });
    try {
      this.#open(await starting);
    } catch (error) {
      writer?.switchTo(connection);
      throw error;
    } finally {
      this.#isStartingTls = false;
    }
  }

  async #encrypt(connection: AsyncSocket, options: StartTlsOptions): Promise<TlsStream> {
    await this.wfile.flush();
    // A read may have begun meanwhile.
    connection.unread(NOTHING);
    connection.unread(this.#files?.reader.takeBuffered() ?? NOTHING);
    this.#endLimits?.();
    const encrypted = await startServerTls(connection, options);
    if (!this.#isFinished) return encrypted;
    // Nobody else would close a connection that opens when the handler has finished.
    encrypted.close();
    throw closedError('connection');
  }

  #open(connection: AsyncSocket | TlsStream): void {
    this.connection = connection;
    const { reader, writer } = (this.#files ??= this.#makeFiles(connection));
    reader.switchTo(connection);
    writer.switchTo(connection);
    this.rfile = reader;
    this.wfile = writer;
    const limits = sharedLimits(this.server, this.request.gettimeout() || null);
    this.#endLimits = limits?.watch(connection, () => reader.waitingCall) ?? null;
  }

  #makeFiles(connection: AsyncSocket | TlsStream): { reader: AsyncReader; writer: AsyncWriter } {
    const { rbufsize, wbufsize } = this.constructor as typeof AsyncStreamRequestHandler;
    const readSize = checkBufferSize(rbufsize, 'rbufsize', DEFAULT_BUFFER);
    const writeSize = checkBufferSize(wbufsize, 'wbufsize', DEFAULT_BUFFER);
    return {
      reader: new AsyncReader(connection, readSize),
      writer: new AsyncWriter(connection, writeSize, this.#outbound()),
    };
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
