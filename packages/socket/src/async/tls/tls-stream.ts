// A TLS connection with the verbs of AsyncSocket for byte streams.
import { SHUT_RD, SHUT_RDWR, SHUT_WR, SOCK_STREAM, argTypeError, closedError } from '@fdset/posix';
import type { Sendable } from '@fdset/posix';
import type { Duplex } from 'node:stream';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { checkByteCount } from '../../arguments.js';
import { SocketState } from '../../socket-state.js';
import { rememberLanes } from '../async-inside.js';
import { CHUNK_BYTES, ChunkIterator } from '../chunk-iterator.js';
import { TlsPort } from './tls-port.js';
import { Lane } from '../lane.js';
import type { OperationOptions, Serving } from '../operation.js';
import { ReceiveBuffer, ReceiveInto } from '../receive.js';
import { Send } from '../send.js';
import { readableOf, writableOf } from '../web-streams.js';

/**
 * An encrypted connection, which `AsyncSocket.startTls` makes. It has the verbs of AsyncSocket for byte streams, with the same
 * order, limits and cancelling. A send that was given up after TLS has taken its bytes has succeeded. Errors are those of
 * node:tls.
 */
export class TlsStream {
  readonly #tls: TLSSocket;
  readonly #reads: Serving;
  readonly #writes: Serving;
  readonly #port: TlsPort;
  #isClosed = false;

  /** @internal */
  constructor(socket: TLSSocket) {
    this.#tls = socket;
    const lanes = { reads: new Lane(), writes: new Lane() };
    this.#port = new TlsPort(socket, lanes);
    rememberLanes(this, lanes);
    const shared = { owner: this, state: new SocketState(-1, 0, SOCK_STREAM, 0), port: this.#port };
    this.#reads = { ...shared, lane: lanes.reads };
    this.#writes = { ...shared, lane: lanes.writes };
  }

  /** The protocol that ALPN has chosen; null when there was none. */
  get alpnProtocol(): string | null {
    return this.#tls.alpnProtocol || null;
  }

  /** Whether the peer's certificate was checked and is valid. */
  get authorized(): boolean {
    return this.#tls.authorized;
  }

  /** The name that the client asked for (SNI); null when there was none. */
  get servername(): string | null {
    const { servername } = this.#tls as { servername?: string | false | null };
    return servername || null;
  }

  /** The certificate of the peer; null when it sent none. */
  getPeerCertificate(): DetailedPeerCertificate | null {
    const certificate = this.#tls.getPeerCertificate(true);
    return certificate && Object.keys(certificate).length > 0 ? certificate : null;
  }

  /** The version of the protocol, such as `'TLSv1.3'`. */
  getProtocol(): string | null {
    return this.#tls.getProtocol();
  }

  get closed(): boolean {
    return this.#isClosed;
  }

  /** Receives at most `maxBytes`; an empty Buffer means end of stream. @throws as `AsyncSocket.recv` */
  recv(maxBytes: number, options?: OperationOptions): Promise<Buffer> {
    return this.#call(() =>
      new ReceiveBuffer(this.#reads, checkByteCount(maxBytes, 'maxBytes')).start(options),
    );
  }

  /** Receives into `buffer`; 0 means end of stream. @throws as `AsyncSocket.recv` */
  recvInto(
    buffer: Uint8Array,
    options: OperationOptions & { readonly maxBytes?: number | undefined } = {},
  ): Promise<number> {
    return this.#call(() =>
      new ReceiveInto(this.#reads, buffer, options.maxBytes).start(options, ['maxBytes']),
    );
  }

  /** Sends all bytes and returns their number. @throws as `AsyncSocket.send` */
  send(data: Sendable, options?: OperationOptions): Promise<number> {
    return this.#call(() => new Send('send', this.#writes, data, (bytes) => bytes).start(options));
  }

  /** Sends everything. @throws as `AsyncSocket.send` */
  sendall(data: Sendable, options?: OperationOptions): Promise<void> {
    return this.#call(() => new Send('sendall', this.#writes, data, () => {}).start(options));
  }

  /** The bytes until the end of the stream, as those of `AsyncSocket.chunks`. */
  chunks(maxBytes: number, options?: OperationOptions): AsyncIterableIterator<Buffer> {
    this.#requireOpen();
    return new ChunkIterator(this.#reads, maxBytes, options);
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Buffer> {
    return this.chunks(CHUNK_BYTES);
  }

  /** Ends the direction of sending (SHUT_WR), or both, with the end of TLS (close_notify). */
  shutdown(how: number): void {
    this.#requireOpen();
    if (how !== SHUT_WR && how !== SHUT_RDWR)
      throw argTypeError(
        `TLS can only end its sending direction: shutdown(SHUT_WR), not ${how === SHUT_RD ? 'SHUT_RD' : how}`,
        'ERR_FDSET_UNSUPPORTED',
      );
    this.#port.finish();
  }

  /**
   * Closes the connection. Operations that are under way reject with ERR_FDSET_CLOSED. A second call does nothing. The
   * descriptor is closed when what TLS has taken, and its own end (close_notify), have gone out, or after a second.
   */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const error = closedError('socket');
    this.#reads.lane.fail(error);
    this.#writes.lane.fail(error);
    this.#port.close();
  }

  /** Same as `close`, for `await using`; resolves when the descriptor is closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await this.#port.closed;
  }

  /** The received bytes as a stream of the web. */
  get readable(): ReadableStream<Uint8Array> {
    return readableOf(this);
  }

  /** A stream of the web for the bytes to send. */
  get writable(): WritableStream<Uint8Array | string> {
    return writableOf(this);
  }

  /** The connection of node:tls, for what this class does not have. What it reads is missed here. */
  get tlsSocket(): Duplex & TLSSocket {
    return this.#tls;
  }

  #requireOpen(): void {
    if (this.#isClosed) throw closedError('socket');
  }

  #call<T>(start: () => Promise<T>): Promise<T> {
    try {
      this.#requireOpen();
      return start();
    } catch (error) {
      return Promise.reject(error);
    }
  }
}
