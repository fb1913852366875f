// An AsyncSocket as a stream of Node's, for libraries that take one.
import { SHUT_WR } from '@fdset/posix';
import { Duplex } from 'node:stream';
import { CHUNK_BYTES } from './chunk-iterator.js';
import type { GatheringSocket } from './stream-socket.js';

type Done = (error?: Error | null) => void;

// The callback must not throw into the promise, whose rejection nobody would see.
const endWith = (sending: Promise<unknown>, done: Done): void =>
  void sending.then(
    () => process.nextTick(done),
    (error: unknown) => process.nextTick(done, error),
  );

// sendmsg(2) takes no more (UIO_MAXIOV).
const MOST_BUFFERS = 1024;

const sendAll = async (socket: GatheringSocket, buffers: readonly Buffer[]): Promise<void> => {
  for (let from = 0; from < buffers.length; from += MOST_BUFFERS)
    await socket.sendmsg(buffers.slice(from, from + MOST_BUFFERS));
};

/** A Duplex over a socket. Each direction ends by itself; destroying the stream closes the socket. */
class SocketDuplex extends Duplex {
  readonly #socket: GatheringSocket;

  constructor(socket: GatheringSocket) {
    super({ allowHalfOpen: true, decodeStrings: true });
    this.#socket = socket;
  }

  override _read(): void {
    this.#socket.recv(CHUNK_BYTES).then(
      (data) => this.push(data.length === 0 ? null : data),
      (error: unknown) => this.destroy(error as Error),
    );
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    endWith(this.#socket.sendall(chunk), done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: Done): void {
    endWith(
      sendAll(
        this.#socket,
        chunks.map(({ chunk }) => chunk),
      ),
      done,
    );
  }

  override _final(done: Done): void {
    try {
      this.#socket.shutdown(SHUT_WR);
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#socket.close();
    done(error);
  }
}

/** The socket as a Duplex, which owns it from now on. */
export const duplexOf = (socket: GatheringSocket): Duplex => new SocketDuplex(socket);
