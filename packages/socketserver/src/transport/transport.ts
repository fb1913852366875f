// The contract of a transport, which brings requests to a server: stream-server.ts takes connections, datagram-server.ts
// takes datagrams. Only the server calls these methods:
//
// - It calls `take` only while it serves and its descriptor is readable. `take` never waits, and returns null when
//   another process was faster. It throws an error of accept(2) or recvfrom(2), and has then taken no request.
// - It calls `peerOf` at most once for each request, before any hook sees the request, and only if a limit needs it.
// - It calls `abort` at most once for a request that a handler in this thread has. `abort` makes a handler that waits for
//   its client stop soon, and does not close the connection: the server's hooks do.
// - It calls `closeListener` when it takes no more requests. Requests under way go on and may answer.
// - It calls `closeAnswering` when the last request has ended, or when there was none.
//
// The last two may be called twice, and also after the server's constructor failed before the bind.
import type { Address } from '@fdset/socket';

/** The kind of a server's requests. */
export type RequestKind = 'connection' | 'datagram';

/** The source of one server's requests. */
export interface Transport<Request> {
  /** Takes a waiting request; null when there is none. @throws SocketError of accept(2) or recvfrom(2) */
  take(): [request: Request, clientAddress: Address | null] | null;
  /** The peer for which the limit per peer counts a request; null if it does not count. */
  peerOf(request: Request, clientAddress: Address | null): string | null;
  /** Makes the handler of a request stop soon; the handler runs in this thread. */
  abort(request: Request): void;
  /** Stops taking requests. */
  closeListener(): void;
  /** Closes the socket over which requests answer. */
  closeAnswering(): void;
}

/** The transport of a server that has none, or none yet: `getRequest` of such a server brings the requests itself. */
export const noTransport = {
  take: () => null,
  peerOf: () => null,
  abort: () => {},
  closeListener: () => {},
  closeAnswering: () => {},
} satisfies Transport<unknown>;
