// An AsyncSocket as the streams of the web: one for each direction.
import { SHUT_WR } from '@fdset/posix';
import { CHUNK_BYTES } from './chunk-iterator.js';
import type { StreamSocket } from './stream-socket.js';

/**
 * The bytes until the end of the stream, as a byte stream that also fills the reader's own buffers. Cancelling it ends a read
 * that waits, loses no byte, and closes nothing.
 */
export const readableOf = (socket: StreamSocket): ReadableStream<Uint8Array> => {
  const controller = new AbortController();
  return new ReadableStream({
    type: 'bytes',
    autoAllocateChunkSize: CHUNK_BYTES,
    async pull(bytes) {
      const request = bytes.byobRequest;
      const view = request?.view;
      if (request === null || view === null || view === undefined) return;
      const room = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
      const received = await socket.recvInto(room, { signal: controller.signal });
      if (received === 0) bytes.close();
      request.respond(received);
    },
    cancel: (reason) => controller.abort(reason),
  });
};

/** The types of Node lack the property. */
const signalOf = (controller: WritableStreamDefaultController): AbortSignal =>
  (controller as unknown as { signal: AbortSignal }).signal;

/** A stream that sends what is written to it. Closing it ends this direction only; aborting it closes the socket. */
export const writableOf = (socket: StreamSocket): WritableStream<Uint8Array | string> =>
  new WritableStream({
    // `abort` below is called only when a write under way has ended, which it may never do.
    start: (controller) => signalOf(controller).addEventListener('abort', () => socket.close()),
    write: (chunk) => socket.sendall(chunk),
    close: () => socket.shutdown(SHUT_WR),
    abort: () => socket.close(),
  });
