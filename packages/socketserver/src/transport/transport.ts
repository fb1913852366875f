// The contract of what brings requests to a server, as a list of callbacks: stream-transport.ts takes connections,
// datagram-transport.ts takes datagrams. The server calls them, and nobody else does:
//
// - `take` only while the server serves and its descriptor is readable. It never waits: null says that somebody else was
//   faster. What it throws is an error of accept(2) or recvfrom(2), and no request has been taken.
// - `peerOf` once for each request, before any hook sees it, and only where a limit asks for it.
// - `abort` for a request that a handler of this thread has, at most once. It makes a handler that waits for its client
//   stop soon, and leaves closing to the server's hooks.
// - `closeListener` when the server takes no more; what was taken goes on, and answers.
// - `closeAnswering` when the last request has ended, or when there was none.
//
// The last two may be called again, and in a server whose constructor failed before anything was bound.
import { SocketError } from '@fdset/socket';
import type { Address, Socket } from '@fdset/socket';

/** What a request of a server is. */
export type RequestKind = 'connection' | 'datagram';

/** Where the requests of one server come from. */
export interface Transport<Request> {
  /** Takes a request that waits; null when there is none after all. @throws SocketError of accept(2) or recvfrom(2) */
  take(): [request: Request, clientAddress: Address | null] | null;
  /** Who the limit per peer counts a request for; null for nobody. */
  peerOf(request: Request, clientAddress: Address | null): string | null;
  /** Makes the handler of a request that runs here stop soon. */
  abort(request: Request): void;
  /** Takes no more. */
  closeListener(): void;
  /** Closes what requests under way still had to answer with. */
  closeAnswering(): void;
}

/** Of a server that has no transport, or none yet: it brings its requests itself, in `getRequest`. */
export const noTransport = {
  take: () => null,
  peerOf: () => null,
  abort: () => {},
  closeListener: () => {},
  closeAnswering: () => {},
} satisfies Transport<unknown>;

// How a connection is shut down that its client may have left already.

/** What shutdown(2) says of a client that has gone: Linux the first, other kernels any of them. */
const GONE = new Set(['ENOTCONN', 'ECONNRESET', 'EINVAL']);

/**
 * shutdown(2), unless the client has gone.
 * @throws SocketError for anything else, as when a handler has closed the descriptor behind the socket's back
 */
export const shutdownConnection = (request: Socket, how: number): void => {
  try {
    request.shutdown(how);
  } catch (error) {
    if (!(error instanceof SocketError) || !GONE.has(error.code)) throw error;
  }
};
