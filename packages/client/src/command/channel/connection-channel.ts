// A connection as a channel: a stream, encrypted or not, or a socket that is connected and keeps messages apart.
import { PIECE_BYTES, bytesAtOnce, isEnd, sendMessage } from '../../connection/carry.js';
import { shutDownSending } from '../../connection/open-connection.js';
import type { Connection } from '../../connection/open-connection.js';
import { isDatagram, keepsBorders } from '../../url/endpoint.js';
import type { Manner } from '../../url/endpoint.js';
import type { Channel } from './channel.js';

/** Talks over an open connection, which it closes. */
export class ConnectionChannel implements Channel {
  readonly keepsBorders: boolean;
  readonly hasEnd: boolean;
  readonly #connection: Connection;
  readonly #manner: Manner;
  /** Uses the same memory for all pieces, so that a long transfer leaves no garbage. */
  readonly #pieces: AsyncIterator<Buffer, undefined> | null;

  constructor(connection: Connection, manner: Manner) {
    this.#connection = connection;
    this.#manner = manner;
    this.keepsBorders = keepsBorders(manner);
    this.hasEnd = !isDatagram(manner);
    this.#pieces = this.keepsBorders ? null : connection.chunks(PIECE_BYTES);
  }

  async receive(): Promise<Buffer | null> {
    if (this.#pieces !== null) return (await this.#pieces.next()).value ?? null;
    const message = await this.#connection.recv(bytesAtOnce(this.#manner));
    return isEnd(message, this.#manner) ? null : message;
  }

  async send(data: Uint8Array): Promise<void> {
    await sendMessage(this.#connection, data, this.#manner);
  }

  end(): void {
    if (this.hasEnd) shutDownSending(this.#connection);
  }

  close(): void {
    this.#connection.close();
  }

  reset(): void {
    const connection = this.#connection;
    if (connection.closed) return;
    // The end of TLS (close_notify) would say that this was all.
    if ('tlsSocket' in connection) connection.tlsSocket.destroy();
    else connection.setLinger(0);
    connection.close();
  }
}
